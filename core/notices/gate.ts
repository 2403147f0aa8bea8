import { type Decision, describeDecider } from '../gates/decision.ts';
import { type GatePlace, gateKey } from '../gates/gate-key.ts';
import type { GateItem } from '../gates/item.ts';
import { type Rollout, rolloutName } from '../release.ts';
import type { Notice } from './notice.ts';
import { plain } from './text.ts';

/** A rollout waits at a gate: for whom or what, until when, and how to answer. */
export function gateNotice(rollout: Rollout, item: GateItem): Notice {
  const { endpoint, version } = rollout.release;
  const where = item.stage === 'before' ? 'before its shift' : 'after its shift';
  const until = item.until === undefined ? '' : ` Until ${new Date(item.until).toISOString()}.`;
  const name = `${rolloutName(rollout)}/${item.stage}/${item.n}`;
  return {
    endpoint,
    thread: rolloutName(rollout),
    phase: 'gate',
    severity: item.ask === undefined ? 'info' : 'warning',
    title: `:raised_hand: ${endpoint} ${plain(version)}: ${item.ask === undefined ? 'waiting' : 'asking'} at gate ${item.kind}, ${where}`,
    lines: [`${plain(item.ask?.question ?? item.why)}${until}`],
    nextSteps:
      item.ask === undefined
        ? []
        : [`npx greenlight approve ${name}`, `npx greenlight reject ${name} --reason "…"`],
    key: gateKey({ rollout: rolloutName(rollout), stage: item.stage, n: item.n }),
  };
}

/** Somebody has answered a gate: who, what, by which way and why. It takes the place of the question. */
export function decisionNotice(
  { endpoint, version }: { readonly endpoint: string; readonly version: string },
  { kind, ...gate }: GatePlace & { readonly kind: string },
  decision: Decision,
): Notice {
  const done = doneAt[gate.stage][decision.verdict];
  const sign = decision.verdict === 'approve' ? 'white_check_mark' : 'no_entry';
  const at = new Date(decision.at).toISOString();
  const lines = [`By ${plain(describeDecider(decision))}, ${ways[decision.via]}, at ${at}.`];
  if (decision.reason !== undefined) lines.push(`Because: ${plain(decision.reason)}`);
  return {
    endpoint,
    thread: gate.rollout,
    phase: 'decision',
    severity: 'info',
    title: `:${sign}: ${endpoint} ${plain(version)}: gate ${plain(kind)} ${done}`,
    lines,
    nextSteps: [],
    key: gateKey(gate),
  };
}

/** What the two answers come to, at each stage. */
const doneAt = {
  before: { approve: 'approved', reject: 'rejected' },
  during: { approve: 'answered: the shift goes on', reject: 'answered: the shift is aborted' },
  after: { approve: 'answered: it is kept', reject: 'answered: it is rolled back' },
} as const;

const ways = { slack: 'in Slack', iam: 'by the command line', link: 'by a signed link' } as const;
