import type { AlarmFinding } from '../alarms/alarm-finding.ts';
import type { ManagedAlarm } from '../alarms/alarm-schema.ts';
import { measureOf, metricOf } from '../alarms/measure.ts';
import { invocationNamespace } from '../cloudwatch/metric-catalogue.ts';
import { type MOutOfN, mostPeriods } from './first-alarm.ts';

/** When one period breaches. */
export interface ErrorLimit {
  /** A share of the requests (from 0 to 1), or a number of them in a period. */
  readonly measure: 'share' | 'count';
  readonly limit: number;
  /** It breaches at the limit, too. */
  readonly orAt: boolean;
  /** Fewer requests in a period prove nothing. */
  readonly leastRequests: number;
}

/** An alarm on errors with a limit, as far as its chances can be computed. */
export interface WatchedErrors extends MOutOfN, ErrorLimit {
  readonly errors: CountedErrors;
  readonly periodMinutes: number;
  /** Whose requests it sees. */
  readonly sees: 'green' | 'both';
}
export type CountedErrors = '5xx' | '4xx';

const counted: Readonly<Record<string, CountedErrors>> = {
  Invocation5XXErrors: '5xx',
  Invocation4XXErrors: '4xx',
};

/** An alarm that is made for each release; undefined if its chances are not known. */
export function watchedManaged(alarm: ManagedAlarm, variants: number): WatchedErrors | undefined {
  const { comparison, threshold, forSeconds, periodSeconds, minInvocations = 1, source } = alarm;
  const measure = measureOf(alarm);
  const errors = counted[metricOf(measure).name];
  const limit = limitOf(measure.kind === 'rate' ? 'rate' : measure.stat, threshold);
  // The greatest of several variants' averages is no share of all requests.
  const isGreatest = measure.kind !== 'rate' && measure.stat === 'Average' && variants > 1;
  if (errors === undefined || source !== undefined || limit === undefined) return undefined;
  if (comparison !== 'above' || isGreatest) return undefined;
  const periods = Math.round(forSeconds / periodSeconds);
  return {
    ...{ errors, ...limit, orAt: false, leastRequests: minInvocations },
    ...{ needed: periods, of: periods, periodMinutes: periodSeconds / 60, sees: 'green' },
  };
}

/**
 * An alarm that exists, on the errors of one variant of the endpoint; undefined if its chances are not known. It sees both
 * fleets, which share the variant's name.
 */
export function watchedNamed(alarm: AlarmFinding, endpoint: string): WatchedErrors | undefined {
  const { namespace, metricName = '', statistic = '', threshold, comparison, dimensions = {} } = alarm;
  const { period = 60, evaluationPeriods = 1, datapointsToAlarm = evaluationPeriods } = alarm;
  const errors = counted[metricName];
  const limit = threshold === undefined ? undefined : limitOf(statistic, threshold);
  const isOfVariant =
    dimensions.EndpointName === endpoint &&
    Object.keys(dimensions).sort().join() === 'EndpointName,VariantName';
  const isAbove = comparison === 'GreaterThanThreshold' || comparison === 'GreaterThanOrEqualToThreshold';
  if (namespace !== invocationNamespace || errors === undefined || limit === undefined) return undefined;
  if (!isOfVariant || !isAbove || period % 60 !== 0 || alarm.treatMissingData === 'breaching')
    return undefined;
  if (evaluationPeriods > mostPeriods && datapointsToAlarm !== evaluationPeriods) return undefined;
  return {
    ...{ errors, ...limit, orAt: comparison === 'GreaterThanOrEqualToThreshold', leastRequests: 1 },
    ...{ needed: datapointsToAlarm, of: evaluationPeriods, periodMinutes: period / 60, sees: 'both' },
  };
}

/** Each request is a sample of 0 or 1: their average is the share of errors. */
function limitOf(statistic: string, threshold: number): Pick<ErrorLimit, 'measure' | 'limit'> | undefined {
  switch (statistic) {
    case 'rate':
      return { measure: 'share', limit: threshold / 100 };
    case 'Average':
      return threshold >= 1 ? undefined : { measure: 'share', limit: threshold };
    case 'Sum':
      return { measure: 'count', limit: threshold };
    default:
      return undefined;
  }
}
