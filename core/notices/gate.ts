import { type Decision, describeDecider } from '../gates/decision.ts';
import type { Stage } from '../gates/gate.ts';
import { gateKey } from '../gates/gate-key.ts';
import type { GateItem } from '../gates/item.ts';
import { type Rollout, rolloutName } from '../release.ts';
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

/** Signed links, where whoever has one may decide. */
export interface DecisionLinks {
  readonly approve: string;
  readonly reject: string;
}

/** Longer next steps would be cut, and a link that is cut leads nowhere. */
const longestStep = 350;

/** A rollout waits at a gate: for whom or what, until when, and how to answer. */
export function gateNotice(rollout: Rollout, item: GateItem, links?: DecisionLinks): Notice {
  const { endpoint, version } = rollout.release;
  const until = item.until === undefined ? '' : ` Until ${new Date(item.until).toISOString()}.`;
  const name = `${rolloutName(rollout)}/${item.stage}/${item.n}`;
  const linked = links === undefined ? [] : [`Approve: ${links.approve}`, `Reject: ${links.reject}`];
  const short = linked.every((step) => step.length <= longestStep);
  return {
    endpoint,
    thread: rolloutName(rollout),
    phase: 'gate',
    severity: item.ask === undefined ? 'info' : 'warning',
    title: `:raised_hand: ${endpoint} ${plain(version)}: ${item.ask === undefined ? 'waiting' : 'asking'} at gate ${item.kind}, ${where[item.stage]}`,
    lines: [`${plain(item.ask?.question ?? item.why)}${until}`, ...(short ? [] : linked)],
    nextSteps:
      item.ask === undefined
        ? []
        : [
            ...(short ? linked : []),
            `npx greenlight approve ${name}`,
            `npx greenlight reject ${name} --reason "…"`,
          ],
    key: gateKey({ rollout: rolloutName(rollout), stage: item.stage, n: item.n }),
  };
}

/** Somebody has decided at a gate. */
export function decisionNotice(rollout: Rollout, item: GateItem, decision: Decision): Notice {
  const { endpoint, version } = rollout.release;
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
