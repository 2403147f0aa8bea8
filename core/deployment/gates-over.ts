import type { RolloutRecord } from '../records/rollout-record.ts';
import { type DeploymentState, goesBack } from './state.ts';

/**
 * Whether all gates of a rollout are closed, whatever their items say: it is stopped, has ended or goes back.
 *
 * @param state of the deployment under way, if known
 */
export const gatesOver = (
  { outcome, phases, stop }: Pick<RolloutRecord, 'outcome' | 'phases' | 'stop'>,
  state: DeploymentState | undefined,
): boolean => stop !== undefined || outcome !== undefined || isGoingBack({ phases }, state);

/** Whether it goes back, by SageMaker's own shift or by a later update. */
export const isGoingBack = (
  { phases }: Pick<RolloutRecord, 'phases'>,
  state: DeploymentState | undefined,
): boolean => phases['going-back'] !== undefined || (state !== undefined && goesBack(state));
