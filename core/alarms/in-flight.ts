import type { Plan } from '../plan/plan.ts';
import type { RolloutRecord } from '../records/rollout-record.ts';
import { isMoving } from '../verdict/decide.ts';

/** What SageMaker is doing with an endpoint just now, as DescribeEndpoint tells it. */
export interface EndpointActivity {
  readonly status: string;
  readonly configName: string;
  /** Absent where nothing is being deployed. */
  readonly pending?: {
    /** The newest VariantStatus of each variant: `Creating`, `ActivatingTraffic`, `Baking`, `Deleting`… */
    readonly doing: readonly string[];
    /** Instances of the new fleet that take traffic (CurrentInstanceCount, docs/assumptions.md). */
    readonly instances: number;
  };
}

/** How far the rollout is whose alarm has gone off. */
export type InFlight =
  /** `refused`: if the alarm is still on when its turn has come. */
  | { readonly at: 'before'; readonly refused: boolean }
  | { readonly at: 'shift'; readonly doing?: string }
  | { readonly at: 'back' }
  /** `soaks`: a gate watches the alarms. */
  | { readonly at: 'after'; readonly soaks: boolean };

/** @param wait what it waits for its endpoint for, if it does */
export function inFlight(
  wait: 'calm' | 'shift' | 'back' | undefined,
  record: Pick<RolloutRecord, 'start' | 'phases' | 'gates' | 'plan' | 'stop'> | undefined,
  activity: EndpointActivity | undefined,
): InFlight {
  if (wait === 'back') return { at: 'back' };
  if (wait === 'shift') {
    const doing = record && doingIn(record, activity);
    return { at: 'shift', ...(doing !== undefined && { doing }) };
  }
  if (wait === undefined && record?.phases['gates-after'] !== undefined)
    return { at: 'after', soaks: record.gates?.after.some(({ kind }) => kind === 'soak') ?? false };
  // A rollback goes on without the alarms that are on: it may be what ends them.
  return { at: 'before', refused: record !== undefined && record.start.kind !== 'rollback' };
}

/** What an alarm that rolls back has SageMaker do; undefined where that isn't known. */
function doingIn(
  { plan, stop }: Pick<RolloutRecord, 'plan' | 'stop'>,
  activity: EndpointActivity | undefined,
): string | undefined {
  if (plan?.action === 'create') return 'A first release has nothing to shift back to: it goes on.';
  if (stop !== undefined)
    return `It is being stopped already (${stop.by}: ${stop.reason}): SageMaker shifts all traffic back.`;
  if (plan === undefined || activity === undefined) return undefined;
  const { pending, configName, status } = activity;
  if (pending === undefined) {
    if (isMoving(status)) return undefined;
    if (configName === plan.config)
      return 'The update is done: while the alarm is on, the endpoint is updated back.';
    return configName === plan.previousConfig
      ? 'SageMaker has all traffic on the config from before.'
      : undefined;
  }
  const is = (status: string) => pending.doing.includes(status);
  if (is('Baking'))
    return `SageMaker is baking${stepOf(plan, pending.instances)}: it stops there and shifts all traffic back.`;
  if (is('ActivatingTraffic'))
    return 'SageMaker is turning traffic on; it looks at its alarms in the bakes, and shifts all traffic back there.';
  if (is('Creating'))
    return 'SageMaker is starting instances of the new fleet; it looks at its alarms in the bakes, and shifts all traffic back there.';
  if (is('Deleting'))
    return 'SageMaker is ending the fleet from before: it looks at no alarm any more. While this one is on, the endpoint is updated back after that.';
  return undefined;
}

/** ` step 2 of 5`: by the instances that take traffic, as the plan has them; nothing where they are others. */
function stepOf({ timeline }: Plan, instances: number): string {
  const bakes = timeline.phases.filter(({ kind }) => kind === 'bake' || kind === 'final-bake');
  const steps = [...new Set(bakes.map(({ green }) => green.serving))];
  const step = steps.indexOf(instances) + 1;
  return step === 0 ? '' : ` step ${step} of ${steps.length}`;
}
