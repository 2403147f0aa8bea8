import { type Decision, describeDecider } from '../gates/decision.ts';
import type { Stage } from '../gates/gate.ts';
import { gateKey } from '../gates/gate-key.ts';
import type { GateItem } from '../gates/item.ts';
import type { AnswerLinks } from '../links/answer-links.ts';
import { type Rollout, rolloutName, versionOf } from '../release.ts';
import type { Notice } from './notice.ts';
import { plain } from './text.ts';

const ways: Readonly<Record<Decision['via'], string>> = {
  slack: 'in Slack',
  iam: 'by the command line',
  link: 'by a signed link',
};

const where: Readonly<Record<Stage, string>> = {
  before: 'before its shift',
  during: 'during its shift',
  after: 'after its shift',
};

/** What was decided, by the stage that asked. */
const decided: Readonly<Record<Stage, Readonly<Record<Decision['verdict'], string>>>> = {
  before: { approve: 'approved', reject: 'rejected' },
  during: { approve: 'to be continued', reject: 'aborted' },
  after: { approve: 'kept', reject: 'to be rolled back' },
};

/**
 * A rollout waits at a gate: for whom or what, until when, and how to answer. Links are lines, since a next step of a
 * chat message is too short for the longest, and half a link is none.
 */
export function gateNotice(rollout: Rollout, item: GateItem, links?: AnswerLinks): Notice {
  const { endpoint } = rollout.release;
  const version = versionOf(rollout);
  const until = item.until === undefined ? '' : ` Until ${new Date(item.until).toISOString()}.`;
  const name = `${rolloutName(rollout)}/${item.stage}/${item.n}`;
  return {
    endpoint,
    thread: rolloutName(rollout),
    phase: 'gate',
    severity: item.ask === undefined ? 'info' : 'warning',
    title: `:raised_hand: ${endpoint} ${plain(version)}: ${item.ask === undefined ? 'waiting' : 'asking'} at gate ${item.kind}, ${where[item.stage]}`,
    lines: [`${plain(item.ask?.question ?? item.why)}${until}`, ...linkLines(item, links)],
    nextSteps:
      item.ask === undefined
        ? []
        : [
            `npx greenlight approve ${name}${item.ask.reasonNeeded ? ' --reason "…"' : ''}`,
            `npx greenlight reject ${name} --reason "…"`,
          ],
    key: gateKey({ rollout: rolloutName(rollout), stage: item.stage, n: item.n }),
  };
}

/** Whoever reads it may answer: the manifest says that a link is enough. */
const linkLines = ({ ask }: GateItem, links: AnswerLinks | undefined): string[] =>
  ask === undefined || links === undefined
    ? []
    : [`To ${said(ask.approve)}: ${links.approve}`, `To ${said(ask.reject)}: ${links.reject}`];

/** `roll-back` as people say it. */
const said = (answer: string): string => answer.replace('-', ' ');

/** Somebody has decided at a gate. */
export function decisionNotice(rollout: Rollout, item: GateItem, decision: Decision): Notice {
  const { endpoint } = rollout.release;
  const version = versionOf(rollout);
  const { verdict, via, at, reason } = decision;
  const mark = verdict === 'approve' ? ':white_check_mark:' : ':no_entry:';
  return {
    endpoint,
    thread: rolloutName(rollout),
    phase: 'decision',
    severity: 'info',
    title: `${mark} ${endpoint} ${plain(version)}: ${decided[item.stage][verdict]} at gate ${item.kind}, ${where[item.stage]}`,
    lines: [
      `By ${plain(describeDecider(decision))}, ${ways[via]}, at ${new Date(at).toISOString()}.`,
      ...(reason === undefined ? [] : [`Because: ${plain(reason)}`]),
    ],
    nextSteps: [],
    key: gateKey({ rollout: rolloutName(rollout), stage: item.stage, n: item.n }),
  };
}
