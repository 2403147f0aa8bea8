import type { DeploymentHistory } from '../plan/deployment-history.ts';
import { goingBack } from '../plan/going-back.ts';
import type { RolloutRecord } from './rollout-record.ts';

/**
 * The deployment configs of an endpoint that was released to before their history was stored, derived from
 * its rollouts, oldest first. What its owner had stored before that is lost.
 */
export function historyOf(records: readonly RolloutRecord[]): DeploymentHistory {
  const shifted = records.filter(({ phases }) => phases.shifting !== undefined);
  const released = shifted.findLast(({ start }) => start.kind !== 'rollback')?.plan?.deployment;
  const back = shifted.findLast(({ phases }) => phases['going-back'] !== undefined)?.plan;
  return {
    ...(released !== undefined && { released: { ...released } }),
    ...(back !== undefined && { wentBack: { ...goingBack(back.goingBackSeconds) } }),
  };
}
