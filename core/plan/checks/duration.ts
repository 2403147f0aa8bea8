import type { CapacitySize } from '../../sagemaker.ts';
import { longestTimeout } from '../../strategies/aws-limits.ts';
import { type StrategyPolicy, strategyOf } from '../../strategies/strategies.ts';
import type { PolicyFields } from '../../strategies/strategy.ts';
import { formatDuration } from '../../values/duration.ts';
import type { Problem } from '../../values/problem.ts';
import { formatStep } from '../../values/step.ts';
import { defaultTimeout, type ShiftToPlan, slowestSeconds } from '../planned-shift.ts';
import type { TimelinePhase } from '../timeline/timeline.ts';
import { timelineOf } from '../timeline/timeline-of.ts';
import type { Checked } from './checked.ts';

type Shift = Pick<ShiftToPlan, 'policy' | 'variants' | 'startSeconds'>;

/**
 * Whether the shift ends before SageMaker gives it up: its planned timeline must fit the given timeout and
 * AWS's eight hours. MaximumExecutionTimeoutInSeconds "should be larger than the total waiting time" (API
 * reference). It runs from the call, so starting and ending instances count as well.
 *
 * @param isInherited a strategy stored by the endpoint's owner gets only warnings, if AWS may be read so that
 * it ends in time
 */
export function checkDuration(shift: Shift, fields: PolicyFields, isInherited = false): Checked {
  const { policy, variants } = shift;
  const { totalSeconds, leastSeconds, phases } = timelineOf({ action: 'update', policy, variants });
  const takes = `${formatDuration(totalSeconds)} (${sumOf(phases)})`;
  const found = (limit: number, problem: Problem): Checked =>
    isInherited && leastSeconds <= limit
      ? { problems: [], warnings: [problem] }
      : { problems: [problem], warnings: [] };
  if (totalSeconds > longestTimeout) {
    const step = stepOf(policy);
    const fitting = fittingStep(shift);
    const soThat = `so that the rollout ends within the ${formatDuration(longestTimeout)} that AWS allows`;
    return found(longestTimeout, {
      field: step === undefined ? fields.bake : fields.step,
      expected: `${fitting === undefined ? 'shorter bakes' : `at least ${formatStep(fitting)}`}, ${soThat}`,
      got: `${step === undefined ? '' : `${formatStep(step)}, which takes `}${takes}`,
      fix: fitting === undefined ? 'Bake shorter.' : 'Take a larger step, or bake shorter.',
    });
  }
  if (policy.timeout !== undefined && policy.timeout < totalSeconds) {
    const fix = `Give it a longer timeout or shorter bakes, or leave it out: then it is ${formatDuration(defaultTimeout({ ...shift, policy: { ...policy, timeout: undefined } }))}.`;
    const expected = `at least what the rollout takes, ${takes}`;
    return found(policy.timeout, {
      field: fields.timeout,
      expected,
      got: formatDuration(policy.timeout),
      fix,
    });
  }
  return policy.timeout === undefined ? slowStarts(shift, fields) : { problems: [], warnings: [] };
}

/** A warning if even eight hours leave no room for the slowest allowed starts. */
function slowStarts(shift: Shift, fields: PolicyFields): Checked {
  const needed = slowestSeconds(shift);
  if (needed <= longestTimeout) return { problems: [], warnings: [] };
  const { startSeconds } = shift;
  const expected = `${formatDuration(needed)}, so that every start may take the ${formatDuration(startSeconds)} that it is allowed`;
  const got = `${formatDuration(longestTimeout)}, the most that AWS allows`;
  const fix = 'Where starts are slow, take a larger step or shorter bakes.';
  return { problems: [], warnings: [{ field: fields.timeout, expected, got, fix }] };
}

const words: Readonly<Record<TimelinePhase['kind'], string>> = {
  provision: 'to get instances',
  shift: 'to turn traffic on',
  bake: 'of bakes',
  'final-bake': 'of final bake',
  terminate: 'to end instances',
};

/** `5 × 5m of bakes + 5m of final bake + 4m to get instances + 1m to end instances` */
function sumOf(phases: readonly TimelinePhase[]): string {
  const kinds = [...new Set(phases.map(({ kind }) => kind))];
  return kinds
    .flatMap((kind) => {
      const alike = phases.filter((phase) => phase.kind === kind);
      const [first] = alike;
      if (first === undefined) return [];
      const times = alike.length === 1 ? '' : `${alike.length} × `;
      return [`${times}${formatDuration(first.seconds)} ${words[kind]}`];
    })
    .join(' + ');
}

const stepOf = (policy: StrategyPolicy): CapacitySize | undefined =>
  'step' in policy ? policy.step : undefined;

/**
 * The smallest step that AWS allows for this fleet and that ends in time, in the unit in which it was
 * written.
 */
function fittingStep(shift: Shift): CapacitySize | undefined {
  const { policy, variants } = shift;
  const fits = (step: CapacitySize): boolean => {
    const larger = { ...policy, step } as StrategyPolicy;
    const shifting = { action: 'update', policy: larger, variants } as const;
    return (
      strategyOf(larger).problems(larger, variants, anyFields).length === 0 &&
      timelineOf(shifting).totalSeconds <= longestTimeout
    );
  };
  const largest = Math.max(...variants.map(({ instanceCount }) => instanceCount));
  const units = { CAPACITY_PERCENT: 100, INSTANCE_COUNT: largest } as const;
  const written = stepOf(policy)?.Type ?? 'INSTANCE_COUNT';
  for (const Type of [
    written,
    written === 'INSTANCE_COUNT' ? 'CAPACITY_PERCENT' : 'INSTANCE_COUNT',
  ] as const) {
    for (let Value = 1; Value <= units[Type]; Value += 1) {
      if (fits({ Type, Value })) return { Type, Value };
    }
  }
  return undefined;
}

/** Only the existence of a problem counts here. */
const anyFields: PolicyFields = {
  strategy: '',
  step: '',
  rollbackStep: '',
  bake: '',
  finalBake: '',
  timeout: '',
};
