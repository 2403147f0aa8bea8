import type { Statistic } from '@aws-sdk/client-cloudwatch';

/** What CloudWatch keeps of the measurements of one metric in one span of time: never the single values. */
export interface Aggregate {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** `count` measurements of the same `value`. */
export const aggregateOf = (value: number, count = 1): Aggregate => ({
  sampleCount: count,
  sum: value * count,
  minimum: value,
  maximum: value,
});

export const combined = (one: Aggregate | undefined, other: Aggregate): Aggregate =>
  one === undefined
    ? other
    : {
        sampleCount: one.sampleCount + other.sampleCount,
        sum: one.sum + other.sum,
        minimum: Math.min(one.minimum, other.minimum),
        maximum: Math.max(one.maximum, other.maximum),
      };

export function statisticOf(statistic: Statistic, aggregate: Aggregate): number {
  switch (statistic) {
    case 'SampleCount':
      return aggregate.sampleCount;
    case 'Sum':
      return aggregate.sum;
    case 'Average':
      return aggregate.sum / aggregate.sampleCount;
    case 'Minimum':
      return aggregate.minimum;
    case 'Maximum':
      return aggregate.maximum;
  }
}
