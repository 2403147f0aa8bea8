import type { Notice } from '../../core/notices/notice.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import type { Failure, Later, SlackApi } from '../../core/slack/api.ts';
import type { SlackMessage } from '../../core/slack/block-kit.ts';
import { fingerprint } from '../../core/slack/fingerprint.ts';
import type { HeldThread, Shown, ShownNotice, SlackLedger } from '../../core/slack/ports.ts';
import { noticePost } from '../../core/slack/post.ts';
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
export interface ToTell {
  readonly of: string;
  readonly notice: Notice;
  /** When that was so, epoch milliseconds. */
  readonly at: number;
}

/** What became of what one message of the queue asked for. */
export type Result = { readonly kind: 'done' } | Failure;
/** By the queue's message; for as long as nothing is said of one, it is done. */
export type Results = Map<string, Result>;

export interface TellPorts {
  readonly slack: SlackLedger;
  readonly now: () => number;
}
interface BotPorts extends TellPorts {
  readonly api: SlackApi;
  readonly messageOf: (record: RolloutRecord) => Promise<SlackMessage>;
}

/** How long the same words, told again outside any rollout, are taken for a repetition: Lambda's own come within. */
const repeatMs = 5 * 60_000;
/** How long what has a key of its own is updated there, after it was last told: a message that is updated wakes nobody. */
const quietMs = 3_600_000;

/** By a bot: a rollout has one message, kept up to date, and its notices as replies to it; all else is posts. */
export async function tellByBot(
  ports: BotPorts,
  held: HeldThread,
  topic: Topic,
  record: RolloutRecord | undefined,
  channel: string,
): Promise<Results> {
  const results: Results = new Map();
  let parent: Shown | undefined;
  if (record !== undefined) {
    const root = await show(
      ports.api,
      {
        channel,
        key: topic.thread,
        before: held.message,
        generation: 0,
        keep: (message) => ports.slack.keepMessage(held, message),
      },
      await ports.messageOf(record),
    );
    if (root.kind !== 'shown') {
      for (const of of topic.looks) results.set(of, root);
      // What can be told beside it still is, unless Slack is away.
      parent = root.kind === 'refused' && root.fault === 'message' ? held.message : undefined;
      if (parent?.ts === undefined) {
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
async function reply(
  { slack, api, now }: BotPorts,
  thread: string,
  { notice, at }: ToTell,
  parent: Shown | undefined,
  channel: string,
): Promise<Result> {
  const post = noticePost(notice);
  const id = notice.key ?? fingerprint(post);
  const known = await slack.told(thread, id);
  if (known?.ts !== undefined && known.at > at) return { kind: 'done' };
  const before = known !== undefined && isStill(known, notice, parent, now()) ? known : undefined;
  const shown = await show(
    api,
    {
      channel,
      key: `${thread}#${id}`,
      thread: parent?.ts,
      before,
      generation: known === undefined ? 0 : known.generation + 1,
      keep: (kept) => slack.keepTold(thread, id, { ...kept, parent: parent?.ts, at, toldAt: now() }),
    },
    post,
  );
  return shown.kind === 'shown' ? { kind: 'done' } : shown;
}

/** Whether what was told is the place for what is told now. */
function isStill(known: ShownNotice, { key }: Notice, parent: Shown | undefined, now: number): boolean {
  if (known.parent !== parent?.ts) return false;
  // In a thread for good; outside, people would never hear of what comes back after weeks. Or it is on its way yet.
  if (parent !== undefined || known.ts === undefined) return true;
  return now - known.toldAt < (key === undefined ? repeatMs : quietMs);
}

/** By a webhook: each notice is a post, that nobody can update. */
export async function tellByWebhook(
  ports: TellPorts & { readonly post: (message: SlackMessage) => Promise<Result> },
  topic: Topic,
  record: RolloutRecord | undefined,
): Promise<Results> {
  return inTurn(topic.notices, new Map(), async ({ notice, at }) => {
    const message = noticePost(notice);
    const hash = fingerprint(message);
    const id = notice.key ?? hash;
    const known = await ports.slack.told(topic.thread, id);
    const now = ports.now();
    const isRepeat = known?.hash === hash && (record !== undefined || now - known.toldAt < repeatMs);
    if (isRepeat || (known !== undefined && known.at > at)) return { kind: 'done' };
    const posted = await ports.post(message);
    if (posted.kind !== 'done') return posted;
    await ports.slack.keepTold(topic.thread, id, {
      channel: 'webhook',
      generation: 0,
      hash,
      at,
      toldAt: now,
    });
    return posted;
  });
}

/** One after another; as soon as Slack wants to be left alone, the rest waits as well. */
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
