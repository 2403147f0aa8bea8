import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import type { JudgeAction } from '../../core/gates/action.ts';
import type { ActionAbout } from '../../core/gates/action-ports.ts';
import { comparedMetrics } from '../../core/gates/judge-config.ts';
import type { CountsReport } from '../../core/gates/judge-report.ts';

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
  { compare }: JudgeAction,
  { rollout, shift }: ActionAbout,
): Promise<CountsReport> {
  if (shift === undefined) return { kind: 'not-counted', why: 'there was no shift between two fleets' };
  const start = Math.floor(shift.since / minuteMs) * minuteMs;
  const end = Math.floor((now() - publicationMs) / minuteMs) * minuteMs;
  const variants = shift.variants.slice(0, mostVariants);
  const counts = await valuesOf(cloudWatch, {
    queries: variants.flatMap((variant, index) =>
      queriesOf(comparedMetrics[compare], rollout.release.endpoint, variant, shift.config, index),
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
    variants: variants.map((name, index) => ({
      name,
      minutes: minutes.map((at) => {
        const value = (what: string) => counts.get(`${what}${index}`)?.get(at) ?? 0;
        const green = { requests: value('gr'), events: value('ge') };
        return {
          at,
          green,
          // Late data may make green's more than all of them.
          blue: {
            requests: Math.max(0, value('ar') - green.requests),
            events: Math.max(0, value('ae') - green.events),
          },
        };
      }),
    })),
  };
}

/** `g`: green's; `a`: all. `r`: requests; `e`: events. */
function queriesOf(
  events: string,
  endpoint: string,
  variant: string,
  config: string,
  index: number,
): MetricDataQuery[] {
  const query = (id: string, MetricName: string, ofGreen: boolean): MetricDataQuery => ({
    Id: `${id}${index}`,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/SageMaker',
        MetricName,
        Dimensions: [
          { Name: 'EndpointName', Value: endpoint },
          { Name: 'VariantName', Value: variant },
          ...(ofGreen ? [{ Name: 'EndpointConfigName', Value: config }] : []),
        ],
      },
      Period: 60,
      Stat: 'Sum',
    },
  });
  return [
    query('gr', 'Invocations', true),
    query('ge', events, true),
    query('ar', 'Invocations', false),
    query('ae', events, false),
  ];
}

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
