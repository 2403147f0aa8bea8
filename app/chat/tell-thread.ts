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

/** What is to be told in a thread. `of` names the message of the queue that asks for it. */
export interface Topic {
  /** `Notice.thread`: a rollout's name, or what else belongs together. */
  readonly thread: string;
  readonly endpoint: string;
  readonly notices: readonly ToTell[];
  /** Those who only want what is shown to be looked at again. */
  readonly looks: readonly string[];
}
interface ToTell {
  readonly of: string;
  readonly notice: Notice;
  /** When that was so, epoch milliseconds. */
  readonly at: number;
}

/** What became of what one message of the queue asked for. */
export type Result = { readonly kind: 'done' } | Failure;
/** By the queue's message; for as long as nothing is said of one, it is done. */
export type Results = Map<string, Result>;

/** A channel as its settings stand: one with threads, or one that only takes posts. */
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

/** How long the same words, told again outside any rollout, are taken for a repetition: Lambda's own come within. */
const repeatMs = 5 * 60_000;
/** How long what has a key of its own is updated there, after it was last told: a message that is updated wakes nobody. */
const quietMs = 3_600_000;

/** In threads: a rollout has one message, kept up to date, and its notices as replies to it; all else is posts. */
export async function tellInThread<Message>(
  ports: ThreadPorts<Message>,
  held: HeldThread,
  topic: Topic,
  record: RolloutRecord | undefined,
): Promise<Results> {
  const { threads, messages, connection } = ports;
  const { channel } = connection;
  const results: Results = new Map();
  let parent: Shown | undefined;
  if (record !== undefined) {
    const message = await ports.messageOf(record);
    const root = await show(
      connection.api,
      {
        channel,
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
      // What can be told beside it still is, unless the channel is away.
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
  const where = parent?.channel ?? channel;
  return inTurn(topic.notices, results, (told) => reply(ports, topic.thread, told, parent, where));
}

/** Posts a notice, or updates what was posted for the same key. */
async function reply<Message>(
  { threads, messages, connection, now }: ThreadPorts<Message>,
  thread: string,
  { notice, at }: ToTell,
  parent: Shown | undefined,
  channel: string,
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
      channel,
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

/** Whether what was told is the place for what is told now. */
function isStill(known: ShownNotice, { key }: Notice, parent: Shown | undefined, now: number): boolean {
  if (known.parent !== parent?.id) return false;
  // In a thread for good; outside, people would never hear of what comes back after weeks. Or it is on its way yet.
  if (parent !== undefined || known.id === undefined) return true;
  return now - known.toldAt < (key === undefined ? repeatMs : quietMs);
}

/** By posts alone: each notice is one, that nobody can update. */
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
      channel: connection.channel,
      generation: 0,
      hash,
      at,
      toldAt: now,
    });
    return { kind: 'done' };
  });
}

/** One after another; as soon as the channel wants to be left alone, the rest waits as well. */
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
