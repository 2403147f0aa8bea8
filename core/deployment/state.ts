import * as z from 'zod';
import { isResting } from '../endpoint-status.ts';
import type { Plan } from '../plan/plan.ts';
import { bakesAt } from '../plan/timeline/bakes-at.ts';
import type { TimelinePhase } from '../plan/timeline/timeline.ts';
import type { EndpointReading, FleetReading } from './reading.ts';
import { type BackCauses, whyBack, whyBackSchema } from './why-back.ts';

/** The config that a fleet belongs to: this release's, the one before it, or another. */
const ownerSchema = z.enum(['release', 'before', 'other']);
export type Owner = z.infer<typeof ownerSchema>;

const stepping = {
  /** The number of the plan's step; absent if the fleets' sizes differ from the plan. */
  step: z.object({ number: z.number().int().positive(), of: z.number().int().positive() }).optional(),
};
const baking = {
  ...stepping,
  /** Epoch milliseconds. From AWS if AWS says how long it bakes, otherwise from the plan. */
  until: z.int().min(0).max(8.64e15).optional(),
};

/**
 * What SageMaker does with an endpoint, by what the endpoint itself shows. `old` is the fleet that served
 * when the deployment began, `new` the one that it creates.
 */
const deploymentSchema = z.discriminatedUnion('kind', [
  /** No deployment is running. */
  z.object({ kind: z.literal('none') }),
  /** The endpoint is being created: nothing serves yet. */
  z.object({ kind: z.literal('creating') }),
  /** Instances of `new` are starting; `old` has all traffic. */
  z.object({ kind: z.literal('starting') }),
  /** `new` is getting its part of the traffic. */
  z.object({ kind: z.literal('turning-on'), ...stepping }),
  /** SageMaker watches the alarms. */
  z.object({ kind: z.literal('baking'), ...baking }),
  /** The last bake: `new` has all traffic, and all of `old` stands by. */
  z.object({ kind: z.literal('final-bake'), ...baking }),
  /** `new` has all traffic, and `old` is being ended: only another update can go back now. */
  z.object({ kind: z.literal('ending-old') }),
  /** All traffic is back on `old`, and `new` is being ended. */
  z.object({ kind: z.literal('ending-new') }),
  /** SageMaker says that it goes back, and both fleets still take traffic. */
  z.object({ kind: z.literal('going-back') }),
  /**
   * SageMaker is doing something that happens both when going on and when going back, and nothing shows
   * which: in a rolling update the two fleets then look alike, and AWS's words name neither. `doing` is true
   * either way. `back` is the recorded cause for going back, if there is one; without it, no problem is
   * known.
   */
  z.object({
    kind: z.literal('unclear'),
    doing: z.enum(['starting', 'turning-on', 'ending', 'changing']),
    back: whyBackSchema.optional(),
  }),
]);
type Deployment = z.infer<typeof deploymentSchema>;

/** The deployment with its two fleets. */
export const deploymentStateSchema = z.object({
  deployment: deploymentSchema,
  old: ownerSchema,
  new: ownerSchema,
  /** Whether `old` is ended batch by batch, and so does not stand by as a whole. */
  rolling: z.boolean(),
  /** Whether the plan has bakes. Only in bakes does SageMaker look at the alarms. */
  bakes: z.boolean(),
});
export type DeploymentState = z.infer<typeof deploymentStateSchema>;
interface Step {
  readonly step?: { readonly number: number; readonly of: number };
}

type PlanRead = Pick<Plan, 'config' | 'previousConfig' | 'timeline'>;

/**
 * The true state of a deployment. Which fleet ends is derived from who takes the traffic, because AWS has one
 * word, `Deleting`, for the old fleet at the end of a deployment and for the new one after a rollback
 * (docs/assumptions.md).
 *
 * `Deleting` with 0 of 5 of the new fleet serving: the new one ends. With 5 of 5, and none of the old one:
 * the old one ends. With 2 of 5, in a rolling update: a batch of either.
 *
 * @param plan of the rollout that is asked about; without one, any pending fleet counts as a release
 * @param causes recorded for that rollout to go back
 */
export function deploymentState(
  reading: EndpointReading,
  plan: PlanRead | undefined,
  causes?: BackCauses,
): DeploymentState {
  const { pending } = reading;
  const [old, made] =
    plan === undefined
      ? (['before', 'release'] as const)
      : [ownerOf(reading.config, plan), ownerOf(pending?.config ?? plan.config, plan)];
  const deployment =
    pending === undefined ? withoutPending(reading) : pendingDeployment(reading, pending, plan);
  // In an update back to the config from before, no alarm of the release ends a shift.
  const back =
    deployment.kind === 'unclear' && made === 'release' && pending !== undefined && causes !== undefined
      ? whyBack(causes, newestOf(pending)?.since)
      : undefined;
  return {
    deployment: back === undefined ? deployment : { ...deployment, ...{ back } },
    old,
    new: made,
    rolling: endsInBatches(plan),
    bakes: plan?.timeline.phases.some(({ kind }) => isBake(kind)) ?? true,
  };
}

/** Whether the fleets are created and ended batch by batch: a rolling update with at least two batches. */
function endsInBatches(plan: PlanRead | undefined): boolean {
  const batches = plan?.timeline.phases.filter(({ kind }) => kind === 'provision') ?? [];
  return batches.length > 1;
}

const isBake = (kind: TimelinePhase['kind']): boolean => kind === 'bake' || kind === 'final-bake';

function ownerOf(config: string, plan: PlanRead): Owner {
  if (config === plan.config) return 'release';
  return config === plan.previousConfig ? 'before' : 'other';
}

function withoutPending({ status }: EndpointReading): Deployment {
  if (status === 'Creating') return { kind: 'creating' };
  if (status === 'RollingBack') return { kind: 'going-back' };
  return isResting(status) ? { kind: 'none' } : { kind: 'unclear', doing: 'changing' };
}

function pendingDeployment(
  reading: EndpointReading,
  pending: FleetReading,
  plan: PlanRead | undefined,
): Deployment {
  if (reading.status === 'Creating') return { kind: 'creating' };
  const traffic = trafficOf(reading, pending);
  // Only the plan shows that an update is rolling.
  const rolling = endsInBatches(plan);
  const back = reading.status === 'RollingBack' && traffic !== 'old';
  switch (newestOf(pending)?.status) {
    case 'Creating':
      if (traffic === 'old' || traffic === 'untold') return { kind: 'starting' };
      return back ? { kind: 'going-back' } : { kind: 'unclear', doing: 'starting' };
    case 'ActivatingTraffic':
      if (back) return { kind: 'going-back' };
      if (rolling && traffic === 'both') return { kind: 'unclear', doing: 'turning-on' };
      return { kind: 'turning-on', ...stepOf(pending, plan) };
    case 'Baking':
      return bake(pending, plan, rolling);
    case 'Deleting':
      if (traffic === 'old') return { kind: 'ending-new' };
      if (traffic === 'new') return { kind: 'ending-old' };
      return back ? { kind: 'going-back' } : { kind: 'unclear', doing: 'ending' };
    default:
      // A status of AWS's that is unknown here.
      return back ? { kind: 'going-back' } : { kind: 'unclear', doing: 'changing' };
  }
}

/** SageMaker bakes only on the way forward. */
function bake(pending: FleetReading, plan: PlanRead | undefined, rolling: boolean): Deployment {
  const doing = newestOf(pending);
  const planned = plannedBake(pending, plan, doing?.message ?? '');
  const said = Number(/Baking for (\d+) seconds/.exec(doing?.message ?? '')?.[1]);
  const seconds = Number.isNaN(said) ? planned?.seconds : said;
  const until =
    doing?.since === undefined || seconds === undefined ? undefined : doing.since + seconds * 1000;
  return {
    kind: isWhole(pending) && !isNone(pending) && !rolling ? 'final-bake' : 'baking',
    ...stepOf(pending, plan),
    ...(until !== undefined && { until }),
  };
}

/**
 * Who takes the traffic. AWS's samples document the new fleet's count of serving instances, but not the old
 * one's (`turnedOffBlue`, docs/assumptions.md). So the old fleet's count is used only where both fleets claim
 * to be whole.
 */
function trafficOf(live: FleetReading, pending: FleetReading): 'old' | 'new' | 'both' | 'untold' {
  if (pending.variants.every(({ size }) => size === 0)) return 'untold';
  if (isNone(pending)) return isNone(live) ? 'untold' : 'old';
  if (!isWhole(pending)) return 'both';
  return isNone(live) ? 'new' : 'untold';
}

const isNone = ({ variants }: FleetReading): boolean => variants.every(({ serving }) => serving === 0);

const isWhole = ({ variants }: FleetReading): boolean =>
  variants.every(({ serving, size }) => serving >= size);

/** AWS does not say which of several entries is the newest. Take the one that began last. */
function newestOf({ variants }: FleetReading) {
  const doing = variants.flatMap((variant) => variant.doing ?? []);
  return doing.toSorted((a, b) => (a.since ?? 0) - (b.since ?? 0)).at(-1);
}

/**
 * The step, by how much of the first variant serves. AWS leaves open whether the last step bakes once or
 * twice.
 */
function stepOf({ variants }: FleetReading, plan: PlanRead | undefined): Step {
  const [first] = variants;
  if (first === undefined || plan === undefined) return {};
  const { number, of, bakes } = bakesAt(plan.timeline, first.serving);
  return bakes.length === 0 ? {} : { step: { number, of } };
}

function plannedBake({ variants }: FleetReading, plan: PlanRead | undefined, message: string) {
  const [first] = variants;
  if (first === undefined || plan === undefined) return undefined;
  const { bakes } = bakesAt(plan.timeline, first.serving);
  // Where the last step may bake twice, AWS's words tell which bake it is.
  const isFirst = message.includes('WaitInterval');
  return isFirst ? bakes[0] : bakes.at(-1);
}

/** Whether SageMaker itself has given the traffic back or is doing so. Then there is nothing left to stop. */
export const goesBack = ({ deployment }: DeploymentState): boolean =>
  deployment.kind === 'ending-new' || deployment.kind === 'going-back';

/**
 * Whether SageMaker certainly looks at no alarm now. It looks in bakes, and possibly in states that are
 * unclear.
 */
export const looksAtNoAlarms = ({ deployment }: DeploymentState): boolean =>
  deployment.kind === 'creating' || deployment.kind === 'starting' || deployment.kind === 'ending-old';
