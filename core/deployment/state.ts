import * as z from 'zod';
import { isResting } from '../endpoint-status.ts';
import type { Plan } from '../plan/plan.ts';
import { bakesAt } from '../plan/timeline/bakes-at.ts';
import type { TimelinePhase } from '../plan/timeline/timeline.ts';
import type { EndpointReading, FleetReading } from './reading.ts';
import { type BackCauses, whyBack, whyBackSchema } from './why-back.ts';

/** Whose a fleet is: this release's, that of the config from before it, or somebody else's. */
const ownerSchema = z.enum(['release', 'before', 'other']);
export type Owner = z.infer<typeof ownerSchema>;

const stepping = {
  /** Which of the plan's steps; none where the fleets are of other sizes than planned. */
  step: z.object({ number: z.number().int().positive(), of: z.number().int().positive() }).optional(),
};
const baking = {
  ...stepping,
  /** Epoch milliseconds: AWS's own where AWS says how long it bakes, else the plan's. */
  until: z.int().min(0).max(8.64e15).optional(),
};

/**
 * What SageMaker does with an endpoint, as the endpoint itself shows it. `old` is the fleet that served when the
 * deployment began, `new` the one that it makes.
 */
const deploymentSchema = z.discriminatedUnion('kind', [
  /** Nothing is being deployed. */
  z.object({ kind: z.literal('none') }),
  /** The endpoint is being made: nothing serves yet. */
  z.object({ kind: z.literal('creating') }),
  /** Instances of `new` are being started; `old` has all traffic. */
  z.object({ kind: z.literal('starting') }),
  /** `new` is getting its part of the traffic. */
  z.object({ kind: z.literal('turning-on'), ...stepping }),
  /** The alarms are watched. */
  z.object({ kind: z.literal('baking'), ...baking }),
  /** The last bake: `new` has all traffic, and all of `old` stands by. */
  z.object({ kind: z.literal('final-bake'), ...baking }),
  /** `new` has all traffic, and `old` ends: there is no going back but by another update. */
  z.object({ kind: z.literal('ending-old') }),
  /** All traffic is back on `old`, and `new` ends. */
  z.object({ kind: z.literal('ending-new') }),
  /** SageMaker says that it goes back, and both fleets still take traffic. */
  z.object({ kind: z.literal('going-back') }),
  /**
   * Something is done that belongs to going on as well as to going back, and nothing tells which: both fleets of a
   * rolling update look alike then, as AWS's words name none. `doing` is true either way. `back` is what is recorded
   * of the rollout that has SageMaker go back; without it nothing is known to be wrong.
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
  /** Whether `old` is ended batch by batch, so that it does not stand by as a whole. */
  rolling: z.boolean(),
  /** Whether the plan has bakes, in which alone SageMaker looks at the alarms. */
  bakes: z.boolean(),
});
export type DeploymentState = z.infer<typeof deploymentStateSchema>;
interface Step {
  readonly step?: { readonly number: number; readonly of: number };
}

type PlanRead = Pick<Plan, 'config' | 'previousConfig' | 'timeline'>;

/**
 * The true state of a deployment. Which fleet ends is read from who takes the traffic: AWS has one word, `Deleting`,
 * for the old fleet at the end of a deployment and for the new one after a rollback (docs/assumptions.md).
 *
 * `Deleting` with 0 of 5 of the new fleet serving: the new one ends. With 5 of 5, and none of the old one: the old one
 * ends. With 2 of 5, in a rolling update: a batch of either.
 *
 * @param plan of the rollout that the endpoint is looked at for; without one, whatever is pending is taken for a release
 * @param causes recorded of that rollout, for which SageMaker goes back
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
  // The update back to the config from before is no shift that an alarm of the release ends.
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

/** Whether the fleets are made and ended batch by batch: a rolling update, of at least two. */
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
  // Only the plan tells a rolling update from others.
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
      // Another word of AWS's: nothing is made of it.
      return back ? { kind: 'going-back' } : { kind: 'unclear', doing: 'changing' };
  }
}

/** SageMaker bakes on the way forward only. */
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
 * Who takes the traffic. The new fleet's count of instances that take traffic is documented by AWS's samples; the old
 * one's is not (`turnedOffBlue`, docs/assumptions.md), so that it is asked only where both are said to be whole.
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

/** Which of several entries is the newest, AWS does not say: the one that began last. */
function newestOf({ variants }: FleetReading) {
  const doing = variants.flatMap((variant) => variant.doing ?? []);
  return doing.toSorted((a, b) => (a.since ?? 0) - (b.since ?? 0)).at(-1);
}

/** By how much of the first variant serves: whether the last step bakes once or twice, AWS leaves open. */
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
  // Where the last step may bake twice, AWS's words tell which it is.
  const isFirst = message.includes('WaitInterval');
  return isFirst ? bakes[0] : bakes.at(-1);
}

/** Whether SageMaker itself has given the traffic back, or is at it: nothing has to be stopped any more. */
export const goesBack = ({ deployment }: DeploymentState): boolean =>
  deployment.kind === 'ending-new' || deployment.kind === 'going-back';

/** Whether SageMaker is sure to look at no alarm now: it does so in bakes, and it may do more where nothing tells. */
export const looksAtNoAlarms = ({ deployment }: DeploymentState): boolean =>
  deployment.kind === 'creating' || deployment.kind === 'starting' || deployment.kind === 'ending-old';
