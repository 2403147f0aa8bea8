import { phaseOf } from '../records/phase-of.ts';
import type { RolloutRecord } from '../records/rollout-record.ts';
import { type DeploymentState, goesBack } from './state.ts';
import { abortEffect, byUpdate } from './words.ts';

/**
 * The text for the person who stopped a rollout. `stopped`: nothing was changed; `stopping`: the stop is
 * under way.
 */
export interface AbortText {
  readonly done: 'stopped' | 'stopping';
  readonly message: string;
}

/**
 * What stopping a rollout does in its current phase.
 *
 * @param record of the rollout at the time of the stop
 * @param state of its endpoint just before; undefined if it could not be read
 * @param isShifting whether it waits for SageMaker's shift
 */
export function abortText(
  record: Pick<RolloutRecord, 'name' | 'outcome' | 'phases' | 'plan'>,
  state: DeploymentState | undefined,
  isShifting: boolean,
): AbortText {
  const { name, plan } = record;
  const nothingBefore = plan?.previousConfig === null;
  const noWayBack =
    'there is no config from before to go back to. It stays live: the rollout ends as FAILED, and somebody decides';
  const phase = phaseOf(record);
  switch (phase) {
    case 'gates-after':
      if (!nothingBefore && state !== undefined && state.deployment.kind !== 'none')
        return stopping(
          `${name} is live, and somebody else's update to ${state.new === 'before' ? 'the config from before' : 'another config'} is under way, which ends first: if the release still serves then, the endpoint goes back by ${byUpdate}`,
        );
      return stopping(
        nothingBefore
          ? `${name} is live, and ${noWayBack}`
          : `${name} is live: the endpoint goes back by ${byUpdate}`,
      );
    case 'going-back':
      return stopping(`${name} goes back already`);
    case 'shifting':
      if (nothingBefore) return stopping(`${name} makes the endpoint, and ${noWayBack}`);
      return stopping(shiftText(name, state, isShifting));
    case 'resolving':
    case 'queued':
    case 'admitted':
    case 'gates-before':
    case 'waiting-for-endpoint':
    case 'prepared':
      return isShifting
        ? stopping(shiftText(name, state, isShifting))
        : { done: 'stopped', message: `${name} had not begun to shift and is rejected` };
    case 'concluded':
      return stopping(`${name} is ending`);
    default:
      return phase satisfies never;
  }
}

const stopping = (message: string): AbortText => ({ done: 'stopping', message });

function shiftText(name: string, state: DeploymentState | undefined, isShifting: boolean): string {
  if (state !== undefined && goesBack(state)) return `SageMaker has shifted ${name} back already`;
  if (!isShifting)
    return `${name} is stopped at its next step: if it is live by then, the endpoint goes back by ${byUpdate}`;
  const effect = state === undefined ? undefined : abortEffect(state);
  return `the abort switch of ${name} is tripped. ${(effect ?? 'SageMaker shifts all traffic back.').replace(/\.$/, '')}`;
}
