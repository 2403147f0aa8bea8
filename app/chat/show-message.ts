import type { Channel, Failure } from '../../core/chat/channel.ts';
import type { Shown } from '../../core/chat/threads.ts';

/** Where a message goes, and what is known of it. */
export interface Place {
  /** Of a message that is in none yet: what was posted stays where it is. */
  readonly channel: string;
  /** Names it among all: no two posts have the same. */
  readonly key: string;
  /** The message that it replies to. */
  readonly thread?: string | undefined;
  /** As it was last shown; without an `id`, a post of it may be on its way. */
  readonly before?: Shown | undefined;
  /** Which post of that key is the first, where nothing of it is shown. */
  readonly generation: number;
  /** Notes what is shown, or about to be. */
  keep(shown: Shown): Promise<void>;
}

/**
 * Shows a message: posts it, updates it, or does nothing where it is shown already. A post is noted before it is
 * made, so that a try after it repeats that very post, by which the channel may know it. One that somebody has deleted
 * is posted anew.
 *
 * @param hash the message's fingerprint
 */
export async function show<Message>(
  api: Channel<Message>,
  place: Place,
  message: Message,
  hash: string,
): Promise<(Shown & { readonly kind: 'shown' }) | Failure> {
  const { before } = place;
  if (before?.id !== undefined) {
    const updated = await update(api, place, before, message, hash);
    if (!isGone(updated)) return updated;
  }
  let planned: Shown =
    before === undefined
      ? { channel: place.channel, generation: place.generation }
      : { channel: before.channel, generation: before.generation + (before.id === undefined ? 0 : 1) };
  const isRepeated = before !== undefined && before.id === undefined;
  for (let tries = 1; ; tries += 1) {
    if (tries > 1 || !isRepeated) await place.keep(planned);
    const key = `${place.key}#${planned.generation}`;
    const posted = await api.post(planned.channel, message, key, place.thread);
    if (posted.kind === 'posted') {
      const { channel, id } = posted;
      const shown: Shown = { channel, id, generation: planned.generation };
      // What the channel knows again keeps the words that it was first posted with.
      const isNew = !isRepeated || tries > 1;
      await place.keep(isNew ? { ...shown, hash } : shown);
      return isNew ? { kind: 'shown', ...shown, hash } : update(api, place, shown, message, hash);
    }
    if (!isGone(posted) || tries === 2) return posted;
    planned = { channel: planned.channel, generation: planned.generation + 1 };
  }
}

async function update<Message>(
  api: Pick<Channel<Message>, 'update'>,
  { keep }: Place,
  before: Shown,
  message: Message,
  hash: string,
): Promise<(Shown & { readonly kind: 'shown' }) | Failure> {
  if (before.id === undefined || before.hash === hash) return { kind: 'shown', ...before };
  // Should the answer be lost, nobody knows which it shows.
  const updated = await api.update(before.channel, before.id, message);
  if (updated.kind !== 'posted') return updated;
  const shown: Shown = { ...before, hash };
  await keep(shown);
  return { kind: 'shown', ...shown };
}

const isGone = (result: { readonly kind: string; readonly fault?: unknown }): boolean =>
  result.kind === 'refused' && result.fault === 'gone';
