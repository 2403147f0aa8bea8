import type { Readings } from '../../strategies/readings.ts';
import { type StrategyPolicy, strategyOf, withoutPolicy } from '../../strategies/strategies.ts';
import { defaultTimings, type Timings } from '../../strategies/timings.ts';
import { creation, updateCourses } from './courses.ts';
import type { Course, VariantFleets } from './phase-writer.ts';
import type { Timeline, TimelinePhase } from './timeline.ts';

/** A production variant of the new endpoint config. */
export interface TimelineVariant {
  readonly name: string;
  readonly instanceCount: number;
  /** The current count; the same as the new one unless the fleet is resized. */
  readonly liveInstanceCount?: number | undefined;
  /** InitialVariantWeight; 1 (AWS's default) if absent. */
  readonly weight?: number | undefined;
}

export interface TimelineInput {
  readonly action: 'create' | 'update';
  /** Includes the timeout given to SageMaker, if any. */
  readonly policy: StrategyPolicy;
  readonly variants: readonly TimelineVariant[];
  /** How long AWS's own work takes; default: typical values. */
  readonly timings?: Partial<Timings> | undefined;
  /** How to read what AWS leaves open; default: the readings that make this rollout the longest. */
  readonly readings?: Partial<Readings> | undefined;
  /** Guardrails exclude something in the fleet, so SageMaker silently shifts all at once with no bake. */
  readonly fallsBack?: boolean | undefined;
  /**
   * The longest time for a model to download and answer its first ping, beyond `timings`; for the worst case.
   */
  readonly startTimeoutSeconds?: number | undefined;
}

/**
 * The course of a rollout if nothing goes wrong, instant by instant: by AWS's guide on deployment guardrails,
 * and by `readings` where the guide leaves something open.
 *
 * Linear by 20 % of 5, bakes and final bake of 5 min, 4 min to provision, 1 min to terminate: 240 + 5 × 300 +
 * 300 + 60 = 2100 s with a bake after the last shift too, 1800 s without; at most 10 instances, 5 × 2100 s =
 * 2.92 extra hours.
 */
export function timelineOf(input: TimelineInput): Timeline {
  const { action, readings = {}, startTimeoutSeconds = 0 } = input;
  const timings: Timings = { ...defaultTimings, ...input.timings };
  const fleets = input.variants.map(
    ({ name, instanceCount, liveInstanceCount = instanceCount, weight = 1 }): VariantFleets => ({
      name,
      weight,
      blue: action === 'create' ? 0 : liveInstanceCount,
      green: instanceCount,
    }),
  );
  if (action === 'create') {
    const course = creation(fleets, timings);
    const worstSeconds = course.totalSeconds + startTimeoutSeconds;
    return { ...summary([course]), worstSeconds, extraInstanceHours: 0, timings };
  }

  const policy = followedPolicy(input);
  const found = summary(updateCourses(policy, fleets, timings, readings));
  const blue = fleets.map((fleet) => fleet.blue);
  return {
    ...found,
    worstSeconds:
      Math.max(found.totalSeconds + startTimeoutSeconds, policy.timeout ?? 0) +
      strategyOf(policy).longestRollback(policy, blue, timings),
    extraInstanceHours: extraHours(found.phases, fleets),
    timings,
  };
}

/**
 * The policy that SageMaker will actually follow. It follows some strategies only for a single variant (the
 * guide, exclusions), and `fallsBack` says that something else is excluded. Such an update silently goes all
 * at once with no bake, and AWS's timeout does not apply either.
 */
function followedPolicy({ policy, variants, fallsBack = false }: TimelineInput): StrategyPolicy {
  if (fallsBack) return withoutPolicy;
  if (variants.length === 1 || strategyOf(policy).takesSeveralVariants) return policy;
  return { ...withoutPolicy, timeout: policy.timeout };
}

/** The longest of several courses, and how far the others differ. */
function summary(
  courses: readonly Course[],
): Pick<Timeline, 'phases' | 'totalSeconds' | 'leastSeconds' | 'peakInstances'> {
  const longest = courses.reduce((best, course) => (course.totalSeconds > best.totalSeconds ? course : best));
  return {
    phases: [...longest.phases],
    totalSeconds: longest.totalSeconds,
    leastSeconds: Math.min(...courses.map(({ totalSeconds }) => totalSeconds)),
    // Larger batches end sooner and hold more instances at once.
    peakInstances: Math.max(...courses.map(({ peakInstances }) => peakInstances)),
  };
}

/** Instance-hours beyond the fleet that served before, to two decimals. */
function extraHours(phases: readonly TimelinePhase[], fleets: readonly VariantFleets[]): number {
  const steady = fleets.reduce((sum, { blue }) => sum + blue, 0);
  const instanceSeconds = phases.reduce(
    (sum, { seconds, blue, green }) => sum + seconds * Math.max(0, blue.instances + green.instances - steady),
    0,
  );
  return Math.round(instanceSeconds / 36) / 100;
}
