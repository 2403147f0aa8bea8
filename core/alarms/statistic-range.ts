import type { PublishedMetric } from '../cloudwatch/metric-catalogue.ts';
import { coresOf, hasGpu } from '../values/instance-type.ts';

/** The smallest and largest possible value of a statistic. */
export interface StatisticRange {
  readonly low: number;
  readonly high: number;
}

/** How an alarm compares, in CloudWatch's words. */
export type Comparison =
  | 'GreaterThanThreshold'
  | 'GreaterThanOrEqualToThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold';

export const isComparison = (operator: string | undefined): operator is Comparison =>
  operator === 'GreaterThanThreshold' ||
  operator === 'GreaterThanOrEqualToThreshold' ||
  operator === 'LessThanThreshold' ||
  operator === 'LessThanOrEqualToThreshold';

/**
 * The range of a statistic over samples of `metric`. An average of zeros and ones is at most 1; their sum is
 * at most the number of requests.
 *
 * @param most the largest possible sample, where that is less than the metric's own bound
 */
export function rangeOf({ min, max }: PublishedMetric, stat: string, most: number = max): StatisticRange {
  const unbounded = Number.POSITIVE_INFINITY;
  if (stat === 'SampleCount') return { low: 0, high: unbounded };
  if (stat === 'Sum') return { low: min, high: most > 0 ? unbounded : 0 };
  return { low: min, high: most };
}

/** Whether the statistic gets smaller with fewer samples. */
export const countsSamples = (stat: string): boolean => stat === 'Sum' || stat === 'SampleCount';

/** Whether a value within `reach` can breach the threshold. In a range of 0 to 1, no value is above 1. */
export function canBreach(comparison: Comparison, threshold: number, { low, high }: StatisticRange): boolean {
  switch (comparison) {
    case 'GreaterThanThreshold':
      return high > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return high >= threshold;
    case 'LessThanThreshold':
      return low < threshold;
    case 'LessThanOrEqualToThreshold':
      return low <= threshold;
  }
}

/** Whether every value within `reach` breaches the threshold. In a range of 0 to 100, each is below 200. */
export function mustBreach(
  comparison: Comparison,
  threshold: number,
  { low, high }: StatisticRange,
): boolean {
  switch (comparison) {
    case 'GreaterThanThreshold':
      return low > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return low >= threshold;
    case 'LessThanThreshold':
      return high < threshold;
    case 'LessThanOrEqualToThreshold':
      return high <= threshold;
  }
}

/**
 * The largest possible sample of `metric` on these instance types, as far as is known: 100 % for each core
 * (ml.m5.xlarge has 4: 400 %), and no GPU sample at all without a GPU.
 */
export function mostOf(
  { max, times }: Pick<PublishedMetric, 'max' | 'times'>,
  instanceTypes: readonly (string | undefined)[],
): number {
  const unknown = Number.POSITIVE_INFINITY;
  const each = instanceTypes.map((type): number => {
    if (times === undefined) return max;
    if (type === undefined) return unknown;
    if (times === 'core') return max * (coresOf(type) ?? unknown);
    return hasGpu(type) === false ? 0 : unknown;
  });
  return each.length === 0 ? unknown : Math.max(...each);
}
