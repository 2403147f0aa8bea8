import type { GateItem } from '../gates/item.ts';
import { type Rollout, rolloutName } from '../release.ts';
import type { Notice } from './notice.ts';
import { plain } from './text.ts';

/** A rollout waits at a gate: for whom or what, until when, and how to answer. */
export function gateNotice(rollout: Rollout, item: GateItem): Notice {
  const { endpoint, version } = rollout.release;
  const where = { before: 'before its shift', during: 'in its shift', after: 'after its shift' }[item.stage];
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
  };
}
