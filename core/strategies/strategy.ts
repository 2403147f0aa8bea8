import type * as z from 'zod';
import type { TrafficRoutingConfiguration, UpdatePolicy } from '../sagemaker.ts';
import type { Problem } from '../values/problem.ts';
import type { Readings } from './readings.ts';
import type { Sizes, Split } from './splits.ts';
import type { Timings } from './timings.ts';
import type { UpdatePolicies } from './update-policies.ts';

/**
 * How traffic moves from blue to green, in a strategy's own fields. Plain data; times in seconds, sizes as in
 * AWS.
 */
export interface Policy {
  /** The strategy's name. */
  readonly strategy: string;
  /** TerminationWaitInSeconds: all traffic is on green and blue still stands. No final bake if absent. */
  readonly finalBake?: number | undefined;
  /** MaximumExecutionTimeoutInSeconds; the plan's own default if absent. */
  readonly timeout?: number | undefined;
}

/** The subject of a problem: the strategy itself, or one of the fields that strategies have. */
type PolicyPart = 'strategy' | 'step' | 'rollbackStep' | 'bake' | 'finalBake' | 'timeout';

/** The name of each part where the policy was written, so that a problem uses its author's words. */
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

/** A stretch of a rollout. A bake gives its own length; AWS's own work takes the time in the timings. */
export type Stretch =
  /** Instances start, until each variant has what its split needs. */
  | { readonly kind: 'provision'; readonly splits: readonly Split[] }
  /** Traffic moves, until each variant matches its split. */
  | { readonly kind: 'shift'; readonly splits: readonly Split[] }
  /** `bake` is a WaitIntervalInSeconds, `final-bake` the TerminationWaitInSeconds. */
  | { readonly kind: 'bake' | 'final-bake'; readonly seconds: number }
  /** The blue instances without traffic end. */
  | { readonly kind: 'terminate' };

/**
 * One strategy: one file, and one line in strategies.ts (docs/adding-a-strategy.md). `P` is its policy. The
 * plan, its checks and its messages ask everything about a strategy here; no other code decides by a
 * strategy's name.
 */
export interface Strategy<P extends Policy> {
  /** Its name in the manifest. */
  readonly name: P['strategy'];
  /** The manifest's format: `strategy: <name>` and its fields. Every error text says what was expected. */
  readonly schema: z.ZodObject & z.ZodType<P>;
  /**
   * The format in AWS's DeploymentConfig, with AWS's own limits; undefined if another strategy has the
   * format.
   */
  readonly aws?: AwsForm;
  /** The fields' places in AWS's DeploymentConfig. */
  readonly awsFields: PolicyFields;
  /** Whether traffic shifts in parts that are watched one by one, instead of all at once. */
  readonly isStaged: boolean;
  /**
   * Whether blue stands whole until the end. Then there can be a final bake, in which going back is instant.
   */
  readonly keepsBlue: boolean;
  /**
   * Whether SageMaker follows it for an endpoint of several variants. If not, it silently shifts all at once.
   */
  readonly takesSeveralVariants: boolean;

  /** Converts its policy to AWS's format. */
  toAws(policy: P, timeoutSeconds: number): UpdatePolicy;
  /** The policy from AWS's format, if it is of this strategy; missing members get AWS's defaults. */
  fromAws(policies: UpdatePolicies): P | undefined;

  /** Checks its sizes against the fleet by AWS's rules: all problems at once. */
  problems(policy: P, variants: readonly ShiftingVariant[], fields: PolicyFields): Problem[];
  /** The bakes in which SageMaker watches the alarms. */
  bakes(policy: P): readonly PolicyBake[];
  /** The split of a variant's traffic after each shift; after the last one, everything is on green. */
  splits(policy: P, sizes: Sizes, readings: Readings): readonly Split[];
  /** The course of an update without trouble. `shifts`: the splits of all variants after each shift. */
  stretches(policy: P, shifts: readonly (readonly Split[])[], readings: Readings): readonly Stretch[];
  /** The longest time of SageMaker's own rollback, in seconds, from any point of the rollout. */
  longestRollback(policy: P, blue: readonly number[], timings: Timings): number;
  /** For people: `linear; 20% at a time, 5m bakes; final bake 5m` */
  words(policy: P): string;
}

/** A strategy's own part of AWS's DeploymentConfig: schemas of its members, with AWS's limits. */
type AwsForm =
  /** A `Type` of TrafficRoutingConfiguration, in a BlueGreenUpdatePolicy. */
  | {
      readonly of: 'BlueGreenUpdatePolicy';
      readonly type: TrafficRoutingConfiguration['Type'];
      readonly routing: Readonly<Record<string, z.ZodType>>;
    }
  | { readonly of: 'RollingUpdatePolicy'; readonly policy: z.ZodType };
