import type { PublishedMetric } from '../cloudwatch/metric-catalogue.ts';
import { coresOf, hasGpu } from '../values/instance-type.ts';

/** What a statistic of a metric can come to, at least and at most. */
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
 * The reach of a statistic over samples of `metric`: an average of zeros and ones is 1 at most, their sum is whatever
 * there are requests.
 *
 * @param most what one sample can be at most, where that is less than the metric's own bound
 */
export function rangeOf({ min, max }: PublishedMetric, stat: string, most: number = max): StatisticRange {
  const unbounded = Number.POSITIVE_INFINITY;
  if (stat === 'SampleCount') return { low: 0, high: unbounded };
  if (stat === 'Sum') return { low: min, high: most > 0 ? unbounded : 0 };
  return { low: min, high: most };
}

/** Whether the statistic is the less, the fewer samples there are. */
export const countsSamples = (stat: string): boolean => stat === 'Sum' || stat === 'SampleCount';

/** Whether a value within `reach` can be beyond the threshold. Above 1 in a reach of 0 to 1 none can. */
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

/**
 * What one sample of `metric` can be at most on instances of these types, as far as is known: 100 % for each core
 * (ml.m5.xlarge has 4: 400 %), nothing at all of a GPU where there is none.
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
