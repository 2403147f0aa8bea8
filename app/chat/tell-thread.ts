import {
  type ChannelMessages,
  type Connection,
  type Failure,
  isFailure,
  type Later,
} from '../../core/chat/channel.ts';
import type { HeldThread, Shown, ShownNotice, ThreadLedger } from '../../core/chat/threads.ts';
import type { Notice } from '../../core/notices/notice.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { show } from './show-message.ts';

/** Something to tell in a thread. `of` is the id of the queue's message that asks for it. */
export interface Topic {
  /** `Notice.thread`: a rollout's name, or another name that groups messages. */
  readonly thread: string;
  readonly endpoint: string;
  readonly notices: readonly ToTell[];
  /** Messages that only ask to refresh what is shown. */
  readonly looks: readonly string[];
}
interface ToTell {
  readonly of: string;
  readonly notice: Notice;
  /** The time of what it says, in epoch milliseconds. */
  readonly at: number;
}

/** The result for one message of the queue. */
export type Result = { readonly kind: 'done' } | Failure;
/** By the queue's message. A message without an entry is done. */
export type Results = Map<string, Result>;

/** A channel with its current settings: one with threads, or one that can only post. */
type Connected<Message, Kind> = Extract<Connection<Message>, { readonly kind: Kind }>;

interface TellPorts<Message> {
  readonly threads: ThreadLedger;
  readonly messages: Pick<ChannelMessages<Message>, 'notice' | 'fingerprint'>;
  readonly now: () => number;
}
interface ThreadPorts<Message> extends TellPorts<Message> {
  readonly connection: Connected<Message, 'threads'>;
  readonly messageOf: (record: RolloutRecord) => Promise<Message>;
}
interface PostPorts<Message> extends TellPorts<Message> {
  readonly connection: Connected<Message, 'posts'>;
}

/**
 * How long the same words outside a rollout count as a repetition; Lambda's own retries come within this
 * time.
 */
const repeatMs = 5 * 60_000;
/**
 * How long a notice with a key of its own is updated in place after it was last told. Updating alerts nobody.
 */
const quietMs = 3_600_000;

/**
 * For channels with threads: a rollout has one message, which is kept up to date, with its notices as
 * replies. Everything else is a separate post.
 */
export async function tellInThread<Message>(
  ports: ThreadPorts<Message>,
  held: HeldThread,
  topic: Topic,
  record: RolloutRecord | undefined,
): Promise<Results> {
  const { threads, messages, connection } = ports;
  const { place } = connection;
  const results: Results = new Map();
  let parent: Shown | undefined;
  if (record !== undefined) {
    const message = await ports.messageOf(record);
    const root = await show(
      connection.api,
      {
        place,
        key: topic.thread,
        before: held.message,
        generation: 0,
        keep: (shown) => threads.keepMessage(held, shown),
      },
      message,
      messages.fingerprint(message),
    );
    if (root.kind !== 'shown') {
      for (const of of topic.looks) results.set(of, root);
      // If the chat refused only the new text of an existing message, replies can still be posted to it.
      parent = root.kind === 'refused' && root.fault === 'message' ? held.message : undefined;
      if (parent?.id === undefined) {
        for (const { of } of topic.notices) results.set(of, root);
        return results;
      }
    } else {
      const { kind, ...shown } = root;
      parent = shown;
    }
  }
  const where = parent?.place ?? place;
  return inTurn(topic.notices, results, (told) => reply(ports, topic.thread, told, parent, where));
}

/** Posts a notice, or updates the post with the same key. */
async function reply<Message>(
  { threads, messages, connection, now }: ThreadPorts<Message>,
  thread: string,
  { notice, at }: ToTell,
  parent: Shown | undefined,
  place: string,
): Promise<Result> {
  const post = messages.notice(notice);
  const hash = messages.fingerprint(post);
  const id = notice.key ?? hash;
  const known = await threads.told(thread, id);
  if (known?.id !== undefined && known.at > at) return { kind: 'done' };
  const before = known !== undefined && isStill(known, notice, parent, now()) ? known : undefined;
  const shown = await show(
    connection.api,
    {
      place,
      key: `${thread}#${id}`,
      thread: parent?.id,
      before,
      generation: known === undefined ? 0 : known.generation + 1,
      keep: (kept) => threads.keepTold(thread, id, { ...kept, parent: parent?.id, at, toldAt: now() }),
    },
    post,
    hash,
  );
  return shown.kind === 'shown' ? { kind: 'done' } : shown;
}

/** Whether the earlier post should be updated with the new notice. */
function isStill(known: ShownNotice, { key }: Notice, parent: Shown | undefined, now: number): boolean {
  if (known.parent !== parent?.id) return false;
  // Within a thread, or if its post may be under way: always. Outside, people would never notice what comes
  // back after weeks.
  if (parent !== undefined || known.id === undefined) return true;
  return now - known.toldAt < (key === undefined ? repeatMs : quietMs);
}

/** For channels that can only post: each notice is a post that nobody can update. */
export async function tellByPosts<Message>(
  { threads, messages, connection, now: clock }: PostPorts<Message>,
  topic: Topic,
  record: RolloutRecord | undefined,
): Promise<Results> {
  return inTurn(topic.notices, new Map(), async ({ notice, at }) => {
    const message = messages.notice(notice);
    const hash = messages.fingerprint(message);
    const id = notice.key ?? hash;
    const known = await threads.told(topic.thread, id);
    const now = clock();
    const isRepeat = known?.hash === hash && (record !== undefined || now - known.toldAt < repeatMs);
    if (isRepeat || (known !== undefined && known.at > at)) return { kind: 'done' };
    const posted = await connection.post(message);
    if (isFailure(posted)) return posted;
    await threads.keepTold(topic.thread, id, {
      place: connection.place,
      generation: 0,
      hash,
      at,
      toldAt: now,
    });
    return { kind: 'done' };
  });
}

/** One after another. As soon as the channel asks to wait, the rest waits as well. */
async function inTurn(
  notices: readonly ToTell[],
  results: Results,
  tell: (told: ToTell) => Promise<Result>,
): Promise<Results> {
  let later: Later | undefined;
  for (const told of notices) {
    const result: Result = later ?? (await tell(told));
    results.set(told.of, result);
    if (result.kind === 'later') later = result;
  }
  return results;
}
