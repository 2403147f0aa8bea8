import type { Rollouts } from '../../core/ports/executions.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';

/**
 * The names of the rollouts without an outcome whose execution is running. A record alone may be of a dead
 * one.
 */
export async function runningAmong(
  rollouts: Pick<Rollouts, 'isRunning'>,
  records: readonly RolloutRecord[],
): Promise<string[]> {
  const open = records.filter(({ outcome }) => outcome === undefined);
  const running = await Promise.all(open.map(({ execution }) => rollouts.isRunning(execution)));
  return open.filter((_, index) => running[index]).map(({ name }) => name);
}
