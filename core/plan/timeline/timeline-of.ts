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
  /** What it has now: as many, unless the fleet is resized. */
  readonly liveInstanceCount?: number | undefined;
  /** InitialVariantWeight: 1 (AWS's default) unless given. */
  readonly weight?: number | undefined;
}

export interface TimelineInput {
  readonly action: 'create' | 'update';
  /** With the timeout that SageMaker is given, where it is given one. */
  readonly policy: StrategyPolicy;
  readonly variants: readonly TimelineVariant[];
  /** How long AWS's own work takes; by default what is typical. */
  readonly timings?: Partial<Timings> | undefined;
  /** How to read what AWS leaves open; by default the way that makes this rollout the longest. */
  readonly readings?: Partial<Readings> | undefined;
  /** The fleet uses something that guardrails exclude: then it all goes at once with no bake, silently. */
  readonly fallsBack?: boolean | undefined;
  /** What a model may take to download and to answer its first ping, beyond `timings`: for the worst case. */
  readonly startTimeoutSeconds?: number | undefined;
}

/**
 * How a rollout goes, instant by instant, if nothing goes wrong: AWS's guide on deployment guardrails as far as it
 * tells, `readings` where it doesn't.
 *
 * Linear by 20 % of 5, bakes and final bake of 5 min, 4 min to provision, 1 min to terminate: 240 + 5 × 300 + 300 +
 * 60 = 2100 s with a bake after the last shift too, 1800 s without; at most 10 instances, 5 × 2100 s = 2.92 extra hours.
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
 * The policy that SageMaker will follow. Some strategies it follows for one variant alone (the guide, exclusions), and
 * `fallsBack` says that something else here is excluded: such an update goes all at once with no bake, silently. With
 * something excluded AWS's timeout does not count either.
 */
function followedPolicy({ policy, variants, fallsBack = false }: TimelineInput): StrategyPolicy {
  if (fallsBack) return withoutPolicy;
  if (variants.length === 1 || strategyOf(policy).takesSeveralVariants) return policy;
  return { ...withoutPolicy, timeout: policy.timeout };
}

/** The longest of several ways it may go, and how far the others are from it. */
function summary(
  courses: readonly Course[],
): Pick<Timeline, 'phases' | 'totalSeconds' | 'leastSeconds' | 'peakInstances'> {
  const longest = courses.reduce((best, course) => (course.totalSeconds > best.totalSeconds ? course : best));
  return {
    phases: [...longest.phases],
    totalSeconds: longest.totalSeconds,
    leastSeconds: Math.min(...courses.map(({ totalSeconds }) => totalSeconds)),
    // Larger batches are over sooner and hold more at once.
    peakInstances: Math.max(...courses.map(({ peakInstances }) => peakInstances)),
  };
}

/** Beyond the fleet that served before, to two decimals. */
function extraHours(phases: readonly TimelinePhase[], fleets: readonly VariantFleets[]): number {
  const steady = fleets.reduce((sum, { blue }) => sum + blue, 0);
  const instanceSeconds = phases.reduce(
    (sum, { seconds, blue, green }) => sum + seconds * Math.max(0, blue.instances + green.instances - steady),
    0,
  );
  return Math.round(instanceSeconds / 36) / 100;
}
