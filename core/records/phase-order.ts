import { epochMsOf } from '../values/instant.ts';
import { phaseSchema, type RolloutPhase, type RolloutRecord } from './rollout-record.ts';

/**
 * The phases in the order in which this rollout entered them. It waits for a busy endpoint before its gates,
 * and again after them if the endpoint has become busy meanwhile. The instants show which of the two came
 * last.
 */
export function phaseOrder(phases: RolloutRecord['phases']): readonly RolloutPhase[] {
  const { 'waiting-for-endpoint': waiting, 'gates-before': gates } = phases;
  if (waiting === undefined || gates === undefined || epochMsOf(waiting) <= epochMsOf(gates))
    return phaseSchema.options;
  return phaseSchema.options.map((phase) => {
    if (phase === 'waiting-for-endpoint') return 'gates-before';
    return phase === 'gates-before' ? 'waiting-for-endpoint' : phase;
  });
}
