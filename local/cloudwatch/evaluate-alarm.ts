import type { AlarmStateValue } from '../ports.ts';
import type { AlarmThreshold } from './alarm-configuration.ts';
import type { StatisticSpec } from './statistic.ts';

/** What an alarm sees of one period; `start` in epoch milliseconds. */
export interface AlarmDatapoint {
  readonly start: number;
  readonly value: number;
  /** How many measurements a metric's statistic is made of; metric math has no such count. */
  readonly sampleCount?: number;
}

/** A period in which nothing was measured. */
export interface MissingDatapoint {
  readonly start: number;
  readonly value?: undefined;
}

export interface Evaluation {
  readonly state: AlarmStateValue;
  /** The real datapoints that decided, the most recent first. */
  readonly evaluated: readonly AlarmDatapoint[];
  /** How many of the evaluation periods had to be filled in by TreatMissingData. */
  readonly filled: number;
}

/** What decides an alarm's state. */
export type AlarmRule = Pick<
  AlarmThreshold,
  'evaluationPeriods' | 'datapointsToAlarm' | 'threshold' | 'comparisonOperator' | 'treatMissingData'
>;

/**
 * How many periods CloudWatch looks at: more than EvaluationPeriods, so that real datapoints can stand in for
 * missing ones. AWS's example has 5 for 3; how it depends on the period is not documented, so it is N + 2 here.
 */
export const evaluationRange = (evaluationPeriods: number): number => evaluationPeriods + 2;

/**
 * How often an alarm is evaluated, in milliseconds: every minute (over a sliding window for periods above one
 * minute), every 10 seconds for periods of 10, 20 and 30 seconds (AWS: "Alarm evaluation").
 */
export const evaluationInterval = (periodSeconds: number): number => (periodSeconds < 60 ? 10_000 : 60_000);

/** The starts of the complete periods of the evaluation range that end at `at`, the most recent first. */
export const periodStarts = (
  alarm: Pick<AlarmThreshold, 'period' | 'evaluationPeriods'>,
  at: number,
): readonly number[] =>
  Array.from(
    { length: evaluationRange(alarm.evaluationPeriods) },
    (_, index) => at - (index + 1) * alarm.period * 1000,
  );

export function isBreaching(
  alarm: Pick<AlarmRule, 'comparisonOperator' | 'threshold'>,
  value: number,
): boolean {
  switch (alarm.comparisonOperator) {
    case 'GreaterThanThreshold':
      return value > alarm.threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= alarm.threshold;
    case 'LessThanThreshold':
      return value < alarm.threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= alarm.threshold;
  }
}

/**
 * The state of an alarm that is in state `current` and sees `range` (one entry a period, the most recent first),
 * as AWS's "How alarm state is evaluated when data is missing" has it: the N most recent real datapoints of the
 * range decide, M of them breaching make an ALARM. Only where fewer than N are real, TreatMissingData fills in.
 */
export function evaluateAlarm(
  alarm: AlarmRule,
  current: AlarmStateValue,
  range: readonly (AlarmDatapoint | MissingDatapoint)[],
): Evaluation {
  const needed = alarm.evaluationPeriods;
  const enough = alarm.datapointsToAlarm ?? needed;
  const evaluated = range.filter((datapoint) => datapoint.value !== undefined).slice(0, needed);
  const filled = needed - evaluated.length;
  const breaching = evaluated.filter((datapoint) => isBreaching(alarm, datapoint.value)).length;

  const state = (): AlarmStateValue => {
    if (breaching >= enough) return 'ALARM';
    if (filled === 0) return 'OK';
    switch (alarm.treatMissingData) {
      case 'notBreaching':
        return 'OK';
      case 'breaching':
        return breaching + filled >= enough ? 'ALARM' : 'OK';
      case 'ignore':
        return breaching < evaluated.length ? 'OK' : current;
      case 'missing': {
        const oldest = evaluated.at(-1);
        if (oldest === undefined) return 'INSUFFICIENT_DATA';
        // All that is known is bad, and has been for M periods: AWS waits no longer ("- - X - -" with M = 3).
        const age = range.indexOf(oldest) + 1;
        return breaching === evaluated.length && age >= enough ? 'ALARM' : 'OK';
      }
    }
  };
  return { state: state(), evaluated, filled };
}

/**
 * Whether an alarm on a percentile has too few samples to change its state by, and was told to mind that
 * (EvaluateLowSampleCountPercentile `ignore`). From p50 on it takes 10 / (1 - p) samples, below 10 / p: 1000 for
 * p99, 100 for p10 (AWS: "Percentile-based alarms and low data samples"). All evaluated periods count together.
 */
export function hasTooFewSamples(
  alarm: Pick<AlarmThreshold, 'lowSamples'> & { readonly statistic?: StatisticSpec },
  evaluated: readonly AlarmDatapoint[],
): boolean {
  if (alarm.lowSamples !== 'ignore' || alarm.statistic?.kind !== 'percentile') return false;
  const samples = evaluated.reduce((sum, { sampleCount }) => sum + (sampleCount ?? 0), 0);
  const { percent } = alarm.statistic;
  // p99: 1000 / (100 - 99) = 1000, which 10 / (1 - 0.99) misses by a rounding error.
  return evaluated.length > 0 && samples < 1000 / (percent >= 50 ? 100 - percent : percent);
}
