import type { RolloutRecord } from '../records/rollout-record.ts';
import { type DeploymentState, goesBack } from './state.ts';

/**
 * Whether no gate of a rollout is open any more, whatever their items say: it is stopped, has ended or goes back.
 *
 * @param state of the deployment under way, where it is known
 */
export const gatesOver = (
  { outcome, phases, stop }: Pick<RolloutRecord, 'outcome' | 'phases' | 'stop'>,
  state: DeploymentState | undefined,
): boolean => stop !== undefined || outcome !== undefined || isGoingBack({ phases }, state);

/** Whether it goes back, by SageMaker's own shift or by an update after it. */
export const isGoingBack = (
  { phases }: Pick<RolloutRecord, 'phases'>,
  state: DeploymentState | undefined,
): boolean => phases['going-back'] !== undefined || (state !== undefined && goesBack(state));
