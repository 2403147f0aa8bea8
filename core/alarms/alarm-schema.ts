import * as z from 'zod';
import { metricsNamed } from '../cloudwatch/metric-catalogue.ts';
import { duration, oneOf } from '../values/fields.ts';
import { type Role, roleExpected, roleFields, roleOf } from './alarm-role.ts';
import { inUnit, latencyOf, type ReadThreshold, shareOf } from './alarm-threshold.ts';
import { type ComparedAlarm, comparedAlarm } from './comparison.ts';
import { dimensions, type MetricSource, namespace, publishedNames, sourceOf } from './metric-source.ts';

/** An alarm that exists already, in the same account and region. */
const existing = z
  .strictObject({
    name: z
      .string({ error: 'the name of a CloudWatch alarm' })
      .min(1, { error: 'the name of a CloudWatch alarm' })
      .max(255, { error: 'an alarm name of at most 255 characters' })
      .regex(/\S/, { error: 'an alarm name that is not blank' }),
    ...roleFields,
  })
  .transform(({ name, ...written }, context): ExistingAlarm => {
    const asRole = roleOf(written);
    if (asRole !== undefined) return { name, ...asRole };
    context.addIssue({ code: 'custom', path: ['hold'], message: roleExpected });
    return z.NEVER;
  });

/** Metrics that Greenlight can judge: shares of the invocations, their number, and the model's latency. */
const knownMetrics = [
  '5xx-rate',
  '4xx-rate',
  '5xx-count',
  'latency-p50',
  'latency-p90',
  'latency-p99',
] as const;
export type KnownMetric = (typeof knownMetrics)[number];

export const isKnownMetric = (metric: string): metric is KnownMetric =>
  (knownMetrics as readonly string[]).includes(metric);

/** An alarm of ours, made for each release and removed with it. */
export interface ManagedAlarm extends Role {
  /** One of `knownMetrics`, a metric that SageMaker publishes, or a metric that `source` describes. */
  readonly metric: string;
  /** Where the metric comes from, if it is not in the catalogue or is needed by other dimensions. */
  readonly source?: MetricSource;
  readonly comparison: 'above' | 'below';
  /**
   * In percent for a rate (1 is 1 %), in milliseconds for our latencies, otherwise in the metric's own unit.
   */
  readonly threshold: number;
  /** How long the threshold must be breached: a whole number of periods, all of them breaching. */
  readonly forSeconds: number;
  readonly periodSeconds: number;
  /** A period with fewer invocations proves nothing. */
  readonly minInvocations?: number;
  /** CloudWatch's statistic, for a metric named as AWS names it. Default: the metric's usual statistic. */
  readonly statistic?: string;
}

interface ExistingAlarm extends Role {
  readonly name: string;
}

/** `1%`, `200ms`, `5` */
const threshold = z.union([z.number(), z.string()], { error: 'a threshold such as 1%, 200ms or 5' });

const minute = 60;
const day = 86_400;

const metricExpected = `a metric: ${knownMetrics.join(', ')}, or one that SageMaker publishes (npx greenlight docs manifest)`;

/**
 * Periods are whole minutes, since SageMaker publishes once a minute; CloudWatch looks back one day at most
 * (PutMetricAlarm: EvaluationPeriods × Period ≤ 86,400 s).
 */
const managed = z
  .strictObject({
    metric: z
      .string({ error: metricExpected })
      .regex(/^[\x21-\x7e]{1,255}$/, { error: metricExpected })
      .meta({ examples: [...knownMetrics, ...publishedNames] }),
    namespace: namespace.optional(),
    dimensions: dimensions.optional(),
    above: threshold.optional(),
    below: threshold.optional(),
    for: duration(minute, day),
    period: duration(minute, day).optional(),
    minInvocations: z
      .int({ error: 'a whole number of invocations' })
      .min(1, { error: 'at least 1 invocation' })
      .optional(),
    statistic: z
      .string({ error: statisticExpected() })
      .regex(/^(Average|Sum|Minimum|Maximum|SampleCount|p\d{1,2}(\.\d{1,10})?|p100)$/, {
        error: statisticExpected(),
      })
      .optional(),
    ...roleFields,
  })
  .transform((written, context): ManagedAlarm => {
    const fail = (path: readonly string[], message: string, fix?: string) => {
      context.addIssue({ code: 'custom', path: [...path], message, ...(fix && { params: { fix } }) });
      return z.NEVER;
    };
    const { metric, above, below, minInvocations, statistic } = written;
    const from = sourceOf(written, isKnownMetric(metric));
    if ('expected' in from) return fail([from.field], from.expected, from.fix);
    const { source } = from;
    const bound = above ?? below;
    if (bound === undefined || (above !== undefined && below !== undefined))
      return fail([], 'one threshold: above or below');
    const comparison = above !== undefined ? 'above' : 'below';
    const { value, expected } = thresholdOf(metric, bound, source !== undefined);
    if (value === undefined) return fail([comparison], expected);
    const periodSeconds = written.period ?? minute;
    if (periodSeconds % minute !== 0)
      return fail(['period'], 'whole minutes: SageMaker publishes its metrics once a minute');
    if (written.for % periodSeconds !== 0)
      return fail(['for'], `a multiple of the period, ${periodSeconds / minute}m`);
    if (statistic !== undefined && isKnownMetric(metric))
      return fail(['statistic'], `no statistic: ${metric} has its own`);
    const asRole = roleOf(written);
    if (asRole === undefined) return fail(['hold'], roleExpected);
    return {
      metric,
      ...(source && { source }),
      comparison,
      threshold: value,
      forSeconds: written.for,
      periodSeconds,
      ...(minInvocations !== undefined && { minInvocations }),
      ...(statistic !== undefined && { statistic }),
      ...asRole,
    };
  });

function statisticExpected(): string {
  return 'a statistic: Average, Sum, Minimum, Maximum, SampleCount or a percentile such as p99';
}

/** Converts a written threshold to the unit of its metric. */
function thresholdOf(metric: string, bound: string | number, isDescribed: boolean): ReadThreshold {
  if (!isKnownMetric(metric)) return inUnit(bound, isDescribed ? undefined : metricsNamed(metric)[0]?.unit);
  switch (metric) {
    case '5xx-rate':
    case '4xx-rate':
      return shareOf(bound);
    case 'latency-p50':
    case 'latency-p90':
    case 'latency-p99':
      return latencyOf(bound);
    case '5xx-count':
      return inUnit(bound, 'None');
    default:
      return metric satisfies never;
  }
}

export type ManifestAlarm = ExistingAlarm | ManagedAlarm | ComparedAlarm;

export const alarm = oneOf<ManifestAlarm>(
  [
    ['name', existing],
    ['metric', managed],
    ['compare', comparedAlarm],
  ],
  'an alarm with a name, with a metric, or with what to compare',
);

export const isManagedAlarm = (alarm: ManifestAlarm): alarm is ManagedAlarm => 'metric' in alarm;

export const isComparedAlarm = (alarm: ManifestAlarm): alarm is ComparedAlarm => 'compare' in alarm;

/** An alarm that exists before the release. */
export const isExistingAlarm = (alarm: ManifestAlarm): alarm is ExistingAlarm => 'name' in alarm;
