import type { CommandFlags } from '../command-flags.ts';
import { type Decision, describeDecider } from '../gates/decision.ts';
import type { Stage } from '../gates/gate.ts';
import { gateKey } from '../gates/gate-key.ts';
import type { GateItem } from '../gates/item.ts';
import type { AnswerLinks } from '../links/answer-links.ts';
import { describeChange } from '../plan/changes.ts';
import { shortDigest } from '../plan/digest.ts';
import type { Settled } from '../plan/settled.ts';
import { type Rollout, rolloutName, versionOf } from '../release.ts';
import { channelTitles } from '../values/channel-id.ts';
import { instantAt } from '../values/instant.ts';
import { plain } from '../values/plain-text.ts';
import { askMark, verdictMark, wentOffMark } from './marks.ts';
import type { Notice } from './notice.ts';

const wayOf = (via: Decision['via']): string => {
  switch (via) {
    case 'iam':
      return 'by the command line';
    case 'link':
      return 'by a signed link';
    default:
      return `in ${channelTitles[via]}`;
  }
};

const where: Readonly<Record<Stage, string>> = {
  before: 'before its shift',
  during: 'during its shift',
  after: 'after its shift',
};

/** The decision in words, by the stage that asked. */
const decided: Readonly<Record<Stage, Readonly<Record<Decision['verdict'], string>>>> = {
  before: { approve: 'approved', reject: 'rejected' },
  during: { approve: 'to be continued', reject: 'aborted' },
  after: { approve: 'kept', reject: 'to be rolled back' },
};

/** The decision in words. If there is nothing to go back to, what is live is only rejected. */
const decidedWords = ({ stage, ask }: GateItem, verdict: Decision['verdict']): string =>
  verdict === 'reject' && stage === 'after' && ask?.reject === 'reject'
    ? 'rejected'
    : decided[stage][verdict];

/**
 * A rollout waits at a gate: for whom or what, until when, and how to answer. Links are lines of the text,
 * because a next step of a chat message is too short for the longest link, and a cut link is useless.
 */
export function gateNotice(
  rollout: Rollout,
  item: GateItem,
  flags: CommandFlags,
  links?: AnswerLinks,
  settled?: Pick<Settled, 'changes'>,
): Notice {
  const { endpoint } = rollout.release;
  const version = versionOf(rollout);
  const until = item.until === undefined ? '' : ` Until ${instantAt(item.until)}.`;
  const name = `${rolloutName(rollout)}/${item.stage}/${item.n}`;
  return {
    endpoint,
    thread: rolloutName(rollout),
    phase: 'gate',
    severity: item.ask === undefined ? 'info' : 'warning',
    title: `${askMark} ${endpoint} ${plain(version)}: ${item.ask === undefined ? 'waiting' : 'asking'} at gate ${item.kind}, ${where[item.stage]}`,
    lines: [
      ...(item.anew === undefined ? [] : [`Asked again: ${plain(item.anew)}.`]),
      `${plain(item.ask?.question ?? item.why)}${until}`,
      ...changeLines(item, settled),
      ...linkLines(item, links),
    ],
    nextSteps:
      item.ask === undefined
        ? []
        : [
            `npx greenlight approve ${name}${item.ask.reasonNeeded ? ' --reason "…"' : ''}${flags.greenlight}`,
            `npx greenlight reject ${name} --reason "…"${flags.greenlight}`,
          ],
    key: keyOf(rollout, item),
  };
}

/** A comparison with `on: notify` has found that the new fleet is worse. Nothing follows from it. */
export function foundNotice(rollout: Rollout, item: GateItem): Notice {
  const { endpoint } = rollout.release;
  return {
    endpoint,
    thread: rolloutName(rollout),
    phase: 'gate',
    severity: 'warning',
    title: `${wentOffMark} ${endpoint} ${plain(versionOf(rollout))}: worse than what served before`,
    lines: [plain(item.why), 'The shift goes on.'],
    nextSteps: [],
    key: `${keyOf(rollout, item)}#found`,
  };
}

/** A repeated question gets a notice of its own beside the earlier one: changing a message alerts nobody. */
function keyOf(rollout: Rollout, { stage, n, anew, status, digest }: GateItem): string {
  const key = gateKey({ rollout: rolloutName(rollout), stage, n });
  return anew === undefined || status === 'withdrawn' || digest === undefined
    ? key
    : `${key}#${shortDigest(digest)}`;
}

/** The most changes listed in a notice; the rest is a number. */
const mostChanges = 15;

/** What a person approves before the shift: its changes, and the digest that identifies it. */
function changeLines(item: GateItem, settled: Pick<Settled, 'changes'> | undefined): string[] {
  if (item.stage !== 'before' || item.ask === undefined || item.digest === undefined) return [];
  const changes = settled?.changes ?? [];
  const more = changes.length - mostChanges;
  return [
    changes.length === 0 ? 'Changes nothing of what serves.' : 'Changes:',
    ...changes.slice(0, mostChanges).map((change) => `• ${plain(describeChange(change))}`),
    ...(more > 0 ? [`• ${more} more`] : []),
    `What is approved is digest ${shortDigest(item.digest)}.`,
  ];
}

/**
 * The question is withdrawn, because the settled release has changed. `anew`: people are asked again by a
 * separate notice, so this one replaces the question.
 */
export function withdrawnNotice(rollout: Rollout, item: GateItem, anew: boolean): Notice {
  const { endpoint, version } = rollout.release;
  const key = keyOf(rollout, item);
  return {
    endpoint,
    thread: rolloutName(rollout),
    phase: 'withdrawn',
    severity: 'warning',
    title: `:leftwards_arrow_with_hook: ${endpoint} ${plain(version)}: no longer asking at gate ${item.kind}, ${where[item.stage]}`,
    lines: [
      plain(item.why),
      ...(item.decision === undefined
        ? []
        : [`The decision of ${plain(describeDecider(item.decision))} was about that and no longer counts.`]),
      anew
        ? 'People are asked again about what would be released now.'
        : 'Its gates no longer ask about that.',
    ],
    nextSteps: [],
    key: anew ? key : `${key}#withdrawn`,
  };
}

/** Anybody who reads it may answer: the manifest says that a link is enough. */
const linkLines = ({ ask }: GateItem, links: AnswerLinks | undefined): string[] =>
  ask === undefined || links === undefined
    ? []
    : [`To ${said(ask.approve)}: ${links.approve}`, `To ${said(ask.reject)}: ${links.reject}`];

/** `roll-back` as people write it. */
const said = (answer: string): string => answer.replace('-', ' ');

/** Somebody has decided at a gate. */
export function decisionNotice(rollout: Rollout, item: GateItem, decision: Decision): Notice {
  const { endpoint } = rollout.release;
  const version = versionOf(rollout);
  const { verdict, via, at, reason } = decision;
  return {
    endpoint,
    thread: rolloutName(rollout),
    phase: 'decision',
    severity: 'info',
    title: `${verdictMark[verdict]} ${endpoint} ${plain(version)}: ${decidedWords(item, verdict)} at gate ${item.kind}, ${where[item.stage]}`,
    lines: [
      `By ${plain(describeDecider(decision))}, ${wayOf(via)}, at ${instantAt(at)}.`,
      ...(reason === undefined ? [] : [`Because: ${plain(reason)}`]),
      ...(decision.digest === undefined || item.stage !== 'before'
        ? []
        : [`What was ${decided[item.stage][verdict]} is digest ${shortDigest(decision.digest)}.`]),
    ],
    nextSteps: [],
    key: keyOf(rollout, item),
  };
}
