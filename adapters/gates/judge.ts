import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import type { JudgeAction } from '../../core/gates/action.ts';
import type { ActionAbout } from '../../core/gates/action-ports.ts';
import { comparedMetrics } from '../../core/gates/comparison-terms.ts';
import type { CountsReport } from '../../core/gates/judge-report.ts';
import { warmUpMinutes } from '../../core/judge/warm-up.ts';

export interface JudgeDependencies {
  readonly cloudWatch: CloudWatchClient;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const minuteMs = 60_000;
/** A minute is judged when it is complete: errors may arrive before the requests that they are of. */
const publicationMs = 60_000;
/** One GetMetricData takes 500 queries: four for each variant. */
const mostVariants = 125;

/**
 * Counts what both fleets did since the shift began. The metrics with EndpointConfigName are green's; those without it
 * are of both fleets, and so blue's are the rest (docs/assumptions.md).
 */
export async function countFleets(
  { cloudWatch, now }: JudgeDependencies,
  action: JudgeAction,
  { rollout, shift }: ActionAbout,
): Promise<CountsReport> {
  if (shift === undefined) return { kind: 'not-counted', why: 'there was no shift between two fleets' };
  const { endpoint } = rollout.release;
  const start = Math.floor(shift.since / minuteMs) * minuteMs;
  const end = Math.floor((now() - publicationMs) / minuteMs) * minuteMs;
  const names = shift.variants.slice(0, mostVariants);
  const limits = await limitsOf(cloudWatch, action, endpoint, names, shift.since);
  const variants = names.flatMap((name, index) => {
    const limitMs = limits?.get(name);
    // Without a limit nothing is slow.
    return action.compare === 'slow' && limitMs === undefined ? [] : [{ name, index, limitMs }];
  });
  if (variants.length === 0)
    return { kind: 'not-counted', why: 'nothing is known of how long the old fleet took before the shift' };
  const counts = await valuesOf(cloudWatch, {
    queries: variants.flatMap(({ name, index, limitMs }) =>
      queriesOf(measuresOf(action.compare, limitMs), endpoint, name, shift.config, index),
    ),
    start,
    end,
  });
  const minutes = Array.from(
    { length: Math.max(0, (end - start) / minuteMs) },
    (_, n) => start + n * minuteMs,
  );
  return {
    kind: 'counted',
    planned: Math.max(1, shift.minutes),
    variants: variants.map(({ name, index, limitMs }) => {
      const counted = minutes.map((at) => {
        const value = (what: string) => counts.get(`${what}${index}`)?.get(at) ?? 0;
        const green = { requests: value('gr'), events: value('ge') };
        const blue = {
          requests: value('ar') - green.requests,
          events: value('ae') - green.events,
        };
        // Of all of them less has come than of green's: without the rest, blue would look better than it is.
        const isComplete = blue.requests >= 0 && blue.events >= 0;
        return { at, green, blue: isComplete ? blue : { requests: 0, events: 0 } };
      });
      return limitMs === undefined
        ? { name, minutes: counted }
        : { name, minutes: warmedUp(counted), limitMs };
    }),
  };
}

function warmedUp<T extends { readonly green: { readonly requests: number } }>(minutes: readonly T[]): T[] {
  const first = minutes.findIndex(({ green }) => green.requests > 0);
  return first === -1 ? [] : minutes.slice(first + warmUpMinutes);
}

const hourMs = 60 * minuteMs;

/**
 * From where on a request of each variant is slow, in milliseconds: the manifest's limit, or the percentile of the last whole
 * hour with requests in the day before the shift. That hour is over, so every look reads the same. Undefined if
 * nothing is to be slow.
 */
async function limitsOf(
  cloudWatch: CloudWatchClient,
  { compare, slower }: JudgeAction,
  endpoint: string,
  variants: readonly string[],
  since: number,
): Promise<ReadonlyMap<string, number> | undefined> {
  if (compare !== 'slow' || slower === undefined) return undefined;
  if ('milliseconds' in slower) return new Map(variants.map((name) => [name, slower.milliseconds]));
  const end = Math.floor(since / hourMs) * hourMs;
  const latency = { metric: 'ModelLatency', stat: `p${slower.percentile}`, period: 3600 };
  const found = await valuesOf(cloudWatch, {
    queries: variants.map((variant, index) => queryOf(`l${index}`, latency, endpoint, variant)),
    start: end - 24 * hourMs,
    end,
  });
  return new Map(
    variants.flatMap((name, index) => {
      const newest = [...(found.get(`l${index}`) ?? [])].toSorted(([a], [b]) => b - a)[0];
      // SageMaker has microseconds.
      return newest === undefined ? [] : [[name, newest[1] / 1000] as const];
    }),
  );
}

interface Measured {
  readonly metric: string;
  readonly stat: string;
  /** Seconds. */
  readonly period: number;
}

/** What counts requests, and what counts those of them that are compared. */
function measuresOf(compare: JudgeAction['compare'], limitMs = 0): { requests: Measured; events: Measured } {
  const of = (metric: string, stat: string): Measured => ({ metric, stat, period: 60 });
  if (compare !== 'slow')
    return { requests: of('Invocations', 'Sum'), events: of(comparedMetrics[compare], 'Sum') };
  // TC(x:) counts the samples above x (AWS: "CloudWatch statistics definitions").
  const above = `TC(${Number((limitMs * 1000).toFixed(3))}:)`;
  return { requests: of('ModelLatency', 'SampleCount'), events: of('ModelLatency', above) };
}

/** `g`: green's; `a`: all. `r`: requests; `e`: events. */
const queriesOf = (
  { requests, events }: { requests: Measured; events: Measured },
  endpoint: string,
  variant: string,
  config: string,
  index: number,
): MetricDataQuery[] => [
  queryOf(`gr${index}`, requests, endpoint, variant, config),
  queryOf(`ge${index}`, events, endpoint, variant, config),
  queryOf(`ar${index}`, requests, endpoint, variant),
  queryOf(`ae${index}`, events, endpoint, variant),
];

/** @param config of green alone; default: of both fleets */
const queryOf = (
  Id: string,
  { metric, stat, period }: Measured,
  endpoint: string,
  variant: string,
  config?: string,
): MetricDataQuery => ({
  Id,
  MetricStat: {
    Metric: {
      Namespace: 'AWS/SageMaker',
      MetricName: metric,
      Dimensions: [
        { Name: 'EndpointName', Value: endpoint },
        { Name: 'VariantName', Value: variant },
        ...(config === undefined ? [] : [{ Name: 'EndpointConfigName', Value: config }]),
      ],
    },
    Period: period,
    Stat: stat,
  },
});

/** All values, by query and by the beginning of their minute. */
async function valuesOf(
  cloudWatch: CloudWatchClient,
  { queries, start, end }: { queries: MetricDataQuery[]; start: number; end: number },
): Promise<ReadonlyMap<string, ReadonlyMap<number, number>>> {
  const found = new Map<string, Map<number, number>>();
  if (end <= start || queries.length === 0) return found;
  let NextToken: string | undefined;
  do {
    const answer = await cloudWatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: queries,
        StartTime: new Date(start),
        EndTime: new Date(end),
        ScanBy: 'TimestampAscending',
        ...(NextToken !== undefined && { NextToken }),
      }),
    );
    for (const result of answer.MetricDataResults ?? []) keep(found, result);
    ({ NextToken } = answer);
  } while (NextToken !== undefined);
  return found;
}

function keep(
  found: Map<string, Map<number, number>>,
  { Id = '', Timestamps = [], Values = [] }: MetricDataResult,
): void {
  const values = found.get(Id) ?? new Map<number, number>();
  found.set(Id, values);
  for (const [index, at] of Timestamps.entries()) values.set(at.getTime(), Values[index] ?? 0);
}
