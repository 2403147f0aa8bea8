import type { Channel, Failure } from '../../core/chat/channel.ts';
import type { Shown } from '../../core/chat/threads.ts';

/** Where a message goes, and what is known about it. */
export interface Showing {
  /** Where a new message goes. A posted message stays where it is. */
  readonly place: string;
  /** Unique: no two posts have the same key. */
  readonly key: string;
  /** The message that it replies to. */
  readonly thread?: string | undefined;
  /** How it was last shown. Without an `id`, a post of it may be under way. */
  readonly before?: Shown | undefined;
  /** The generation of the first post with that key, if nothing was shown yet. */
  readonly generation: number;
  /** Stores what is shown, or is about to be. */
  keep(shown: Shown): Promise<void>;
}

/**
 * Shows a message: posts it, updates it, or does nothing if it is already shown. A post is stored before it
 * is made. So the next try repeats exactly that post, and the channel may recognize it. A message that
 * somebody has deleted is posted again.
 *
 * @param hash the message's fingerprint
 */
export async function show<Message>(
  api: Channel<Message>,
  showing: Showing,
  message: Message,
  hash: string,
): Promise<(Shown & { readonly kind: 'shown' }) | Failure> {
  const { before } = showing;
  if (before?.id !== undefined) {
    const updated = await update(api, showing, before, message, hash);
    if (!isGone(updated)) return updated;
  }
  let planned: Shown =
    before === undefined
      ? { place: showing.place, generation: showing.generation }
      : { place: before.place, generation: before.generation + (before.id === undefined ? 0 : 1) };
  const isRepeated = before !== undefined && before.id === undefined;
  for (let tries = 1; ; tries += 1) {
    if (tries > 1 || !isRepeated) await showing.keep(planned);
    const key = `${showing.key}#${planned.generation}`;
    const posted = await api.post(planned.place, message, key, showing.thread);
    if (posted.kind === 'posted') {
      const { place, id } = posted;
      const shown: Shown = { place, id, generation: planned.generation };
      // A post that the channel recognizes keeps the words of its first post.
      const isNew = !isRepeated || tries > 1;
      await showing.keep(isNew ? { ...shown, hash } : shown);
      return isNew ? { kind: 'shown', ...shown, hash } : update(api, showing, shown, message, hash);
    }
    if (!isGone(posted) || tries === 2) return posted;
    planned = { place: planned.place, generation: planned.generation + 1 };
  }
}

async function update<Message>(
  api: Pick<Channel<Message>, 'update'>,
  { keep }: Showing,
  before: Shown,
  message: Message,
  hash: string,
): Promise<(Shown & { readonly kind: 'shown' }) | Failure> {
  if (before.id === undefined || before.hash === hash) return { kind: 'shown', ...before };
  // If the answer is lost, it is unknown which version is shown.
  const updated = await api.update(before.place, before.id, message);
  if (updated.kind !== 'posted') return updated;
  const shown: Shown = { ...before, hash };
  await keep(shown);
  return { kind: 'shown', ...shown };
}

const isGone = (result: { readonly kind: string; readonly fault?: unknown }): boolean =>
  result.kind === 'refused' && result.fault === 'gone';
