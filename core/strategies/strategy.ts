import type * as z from 'zod';
import type { TrafficRoutingConfiguration, UpdatePolicy } from '../sagemaker.ts';
import type { Problem } from '../values/problem.ts';
import type { Readings } from './readings.ts';
import type { Sizes, Split } from './splits.ts';
import type { Timings } from './timings.ts';
import type { UpdatePolicies } from './update-policies.ts';

/** How traffic gets from blue to green, as a strategy's own fields say it: plain data. Seconds, sizes as AWS's. */
export interface Policy {
  /** The strategy's name. */
  readonly strategy: string;
  /** While all traffic is on green and blue still stands: TerminationWaitInSeconds. None where it is not said. */
  readonly finalBake?: number | undefined;
  /** MaximumExecutionTimeoutInSeconds; the plan's own default where it is not said. */
  readonly timeout?: number | undefined;
}

/** What a problem may be about: the strategy itself, or one of the fields that strategies have. */
type PolicyPart = 'strategy' | 'step' | 'rollbackStep' | 'bake' | 'finalBake' | 'timeout';

/** What each part is called where the policy was given, so that a problem names what its author wrote. */
export type PolicyFields = Readonly<Record<PolicyPart, string>>;

/** A production variant that shifts. */
export interface ShiftingVariant {
  readonly name: string;
  readonly instanceCount: number;
}

/** A bake in which every alarm must be able to go off. */
export interface PolicyBake {
  readonly part: 'bake' | 'finalBake';
  readonly seconds: number;
}

/** A stretch of a rollout. Bakes say how long they are; AWS's own work takes what the timings say. */
export type Stretch =
  /** Instances come, until each variant has what its split needs. */
  | { readonly kind: 'provision'; readonly splits: readonly Split[] }
  /** Traffic moves; each variant then stands as its split says. */
  | { readonly kind: 'shift'; readonly splits: readonly Split[] }
  /** `bake` is a WaitIntervalInSeconds, `final-bake` the TerminationWaitInSeconds. */
  | { readonly kind: 'bake' | 'final-bake'; readonly seconds: number }
  /** What of blue takes no traffic ends. */
  | { readonly kind: 'terminate' };

/**
 * One strategy: one file, and one line in strategies.ts (docs/adding-a-strategy.md). `P` is its policy. Everything
 * that the plan, its checks and its messages need to know of a strategy is asked here, and nowhere decided by name.
 */
export interface Strategy<P extends Policy> {
  /** Its name in the manifest. */
  readonly name: P['strategy'];
  /** How the manifest writes it: `strategy: <name>` and its fields. Every error text says what was expected. */
  readonly schema: z.ZodObject & z.ZodType<P>;
  /** How AWS's DeploymentConfig writes it, with AWS's own limits; none where it is written in another's form. */
  readonly aws?: AwsForm;
  /** Where the fields stand in AWS's DeploymentConfig. */
  readonly awsFields: PolicyFields;
  /** Traffic shifts in parts, each of them watched, and not all at once. */
  readonly isStaged: boolean;
  /** Blue stands whole until the end: there can be a final bake, in which going back is instant. */
  readonly keepsBlue: boolean;
  /** SageMaker follows it for an endpoint of several variants; otherwise it silently goes all at once. */
  readonly takesSeveralVariants: boolean;

  /** Its policy in AWS's shape. */
  toAws(policy: P, timeoutSeconds: number): UpdatePolicy;
  /** The policy in AWS's shape, if it is one of this strategy; what is missing there has AWS's default. */
  fromAws(policies: UpdatePolicies): P | undefined;

  /** AWS's rules for its sizes against the fleet: all problems at once. */
  problems(policy: P, variants: readonly ShiftingVariant[], fields: PolicyFields): Problem[];
  /** The bakes in which its alarms watch. */
  bakes(policy: P): readonly PolicyBake[];
  /** How a variant's traffic is split after each shift, the last one with everything on green. */
  splits(policy: P, sizes: Sizes, readings: Readings): readonly Split[];
  /** The whole way of an update that meets no trouble. `shifts`: the splits of all variants after each shift. */
  stretches(policy: P, shifts: readonly (readonly Split[])[], readings: Readings): readonly Stretch[];
  /** The longest that SageMaker's own rollback may take, in seconds, from wherever the rollout stands. */
  longestRollback(policy: P, blue: readonly number[], timings: Timings): number;
  /** For people: `linear; 20% at a time, 5m bakes; final bake 5m` */
  words(policy: P): string;
}

/** The part of AWS's DeploymentConfig that is a strategy's own: schemas of its members, each with AWS's limits. */
type AwsForm =
  /** A `Type` of TrafficRoutingConfiguration, in a BlueGreenUpdatePolicy. */
  | {
      readonly of: 'BlueGreenUpdatePolicy';
      readonly type: TrafficRoutingConfiguration['Type'];
      readonly routing: Readonly<Record<string, z.ZodType>>;
    }
  | { readonly of: 'RollingUpdatePolicy'; readonly policy: z.ZodType };
