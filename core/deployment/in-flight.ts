import { watchSecondsOf } from '../gates/kinds.ts';
import type { Plan } from '../plan/plan.ts';
import type { RolloutRecord } from '../records/rollout-record.ts';
import type { EndpointReading } from './reading.ts';
import { type DeploymentState, deploymentState } from './state.ts';
import type { BackCauses } from './why-back.ts';
import { byUpdate, deploymentWords } from './words.ts';

/** The state of the rollout when its alarm goes off. */
export type InFlight =
  /** `refused`: the rollout is refused if the alarm is still on at its turn. */
  | { readonly at: 'before'; readonly refused: boolean }
  /** `doing`: what the alarm makes SageMaker do; undefined if unknown. */
  | { readonly at: 'shift'; readonly doing?: string }
  /** SageMaker has gone back or is going back; `doing` says how far it is. */
  | { readonly at: 'shifted-back'; readonly doing: string }
  | { readonly at: 'back' }
  /** `soaks`: a gate watches the alarms. `nothingBefore`: there is nothing to go back to. */
  | { readonly at: 'after'; readonly soaks: boolean; readonly nothingBefore?: true };

type RecordRead = Pick<RolloutRecord, 'start' | 'phases' | 'gates' | 'plan' | 'stop'>;

/**
 * @param wait what the rollout waits for at its endpoint, if it does
 * @param reading of the endpoint, if the rollout waits for the shift
 * @param breaches of its rollback alarms so far, including the one to be told
 */
export function inFlight(
  wait: 'calm' | 'shift' | 'back' | undefined,
  record: RecordRead | undefined,
  reading: EndpointReading | undefined,
  breaches: BackCauses['breaches'] = [],
): InFlight {
  if (wait === 'back') return { at: 'back' };
  if (wait === 'shift') return inShift(record, reading, breaches);
  if (wait === undefined && record?.phases['gates-after'] !== undefined)
    return {
      at: 'after',
      soaks: record.gates?.after.some((gate) => watchSecondsOf(gate) !== undefined) ?? false,
      ...(record.plan?.previousConfig === null && { nothingBefore: true }),
    };
  // A rollback goes ahead even with alarms on, because it may be what ends them.
  return { at: 'before', refused: record !== undefined && record.start.kind !== 'rollback' };
}

function inShift(
  record: RecordRead | undefined,
  reading: EndpointReading | undefined,
  breaches: BackCauses['breaches'],
): InFlight {
  const { plan, stop } = record ?? {};
  if (plan?.action === 'create')
    return { at: 'shift', doing: 'A first release has nothing to shift back to: it goes on.' };
  if (plan === undefined || reading === undefined) return { at: 'shift' };
  const state = deploymentState(reading, plan, { breaches, stop });
  const back = wentBack(state, reading, plan);
  if (back !== undefined) return { at: 'shifted-back', doing: back };
  if (stop !== undefined) {
    const why = `It is being stopped already (${stop.by}: ${stop.reason})`;
    const how =
      state.deployment.kind === 'ending-old' || reading.config === plan.config
        ? `the endpoint goes back by ${byUpdate}.`
        : 'SageMaker shifts all traffic back.';
    return { at: 'shift', doing: `${why}: ${how}` };
  }
  const doing = doingIn(state, reading, plan);
  return { at: 'shift', ...(doing !== undefined && { doing }) };
}

/** The sentences after a shift back: which fleet serves again, and that nothing is left to do. */
function wentBack(state: DeploymentState, reading: EndpointReading, plan: Plan): string | undefined {
  const { doing, meaning } = deploymentWords(state);
  switch (state.deployment.kind) {
    case 'ending-new':
      return `SageMaker has shifted all traffic back, and is ${doing}. ${meaning.join(' ')}`;
    case 'going-back':
      return `SageMaker is ${doing}. ${meaning.join(' ')}`;
    case 'none':
      return reading.config === plan.previousConfig
        ? 'SageMaker has all traffic on the config from before.'
        : undefined;
    default:
      return undefined;
  }
}

/** What SageMaker does because of a rollback alarm. */
function doingIn(state: DeploymentState, { config }: EndpointReading, plan: Plan): string | undefined {
  const { deployment } = state;
  const { doing, meaning } = deploymentWords(state);
  const inBakes = 'It looks at its alarms in the bakes, and shifts all traffic back there.';
  switch (deployment.kind) {
    case 'baking':
    case 'final-bake': {
      const step = deployment.step && ` step ${deployment.step.number} of ${deployment.step.of}`;
      return `SageMaker is baking${step ?? ''}: it stops there and shifts all traffic back. ${meaning.at(-1)}`;
    }
    case 'starting':
    case 'turning-on':
      return `SageMaker is ${doing}. ${inBakes}`;
    case 'ending-old':
      return `SageMaker is ${doing}. ${meaning[0]} No alarm is looked at any more; while this one is on, the endpoint goes back after that by ${byUpdate}.`;
    case 'unclear':
      return deployment.doing === 'changing'
        ? undefined
        : [`SageMaker is ${doing}.`, ...(deployment.back === undefined ? [inBakes] : meaning)].join(' ');
    case 'none':
      return config === plan.config
        ? `The update is done: while the alarm is on, the endpoint goes back by ${byUpdate}.`
        : undefined;
    case 'creating':
    case 'ending-new':
    case 'going-back':
      return undefined;
    default:
      return deployment satisfies never;
  }
}
