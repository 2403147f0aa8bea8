import * as z from 'zod';
import { type AlarmRole, alarmRoleSchema } from '../alarm.ts';
import { type HoldTerms, holdTerms, usualTerms } from '../gates/hold.ts';
import { parseDuration } from './duration.ts';
import { duration, oneOf } from './fields.ts';

/** What it does, and how it asks people if it does that. */
const role = {
  on: z
    .enum(alarmRoleSchema.options, { error: 'rollback, hold or notify' })
    .meta({ description: 'Whether it rolls back while baking, asks people, or only tells.' })
    .default('rollback'),
  hold: holdTerms.optional().meta({ description: 'How it asks; only with on: hold.' }),
};

interface Role {
  readonly on: AlarmRole;
  /** Of one with `on: hold`. */
  readonly hold?: HoldTerms;
}

/** Undefined where it says how to ask, but not to ask. */
function roleOf({ on, hold }: { on: AlarmRole; hold?: HoldTerms | undefined }): Role | undefined {
  if (on === 'hold') return { on, hold: hold ?? usualTerms };
  return hold === undefined ? { on } : undefined;
}
const roleExpected = 'no such field without on: hold, which alone asks people';

/** An alarm that exists already, in the same account and region. */
const existing = z
  .strictObject({
    name: z
      .string({ error: 'the name of a CloudWatch alarm' })
      .min(1, { error: 'the name of a CloudWatch alarm' })
      .max(255, { error: 'an alarm name of at most 255 characters' })
      .regex(/\S/, { error: 'an alarm name that is not blank' }),
    ...role,
  })
  .transform(({ name, ...written }, context): ExistingAlarm => {
    const asRole = roleOf(written);
    if (asRole !== undefined) return { name, ...asRole };
    context.addIssue({ code: 'custom', path: ['hold'], message: roleExpected });
    return z.NEVER;
  });

/** Metrics that we know how to judge: shares of the invocations, their number, and the model's own latency. */
export const knownMetrics = [
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
  /** One of `knownMetrics`, or a metric's name in the namespace AWS/SageMaker. */
  readonly metric: string;
  readonly comparison: 'above' | 'below';
  /** Of a rate in percent (1 is 1 %), of a latency in milliseconds, of anything else in the metric's own unit. */
  readonly threshold: number;
  /** How long it must be so: a whole number of periods, all of them breaching. */
  readonly forSeconds: number;
  readonly periodSeconds: number;
  /** Fewer invocations than this in a period prove nothing. */
  readonly minInvocations?: number;
  /** Of a metric by AWS's name: CloudWatch's statistic, `Average` if it is not said. */
  readonly statistic?: string;
}
export interface ExistingAlarm extends Role {
  readonly name: string;
}

/** `1%`, `200ms`, `5` */
const threshold = z.union([z.number(), z.string()], { error: 'a threshold such as 1%, 200ms or 5' });

const minute = 60;
const day = 86_400;

/**
 * Periods are whole minutes, since SageMaker publishes once a minute; CloudWatch looks at a day at most
 * (PutMetricAlarm: EvaluationPeriods × Period ≤ 86,400 s).
 */
const managed = z
  .strictObject({
    metric: z
      .string({ error: `a metric: ${knownMetrics.join(', ')}, or a metric's name in AWS/SageMaker` })
      .regex(/^[\x21-\x7e]{1,255}$/, {
        error: `a metric: ${knownMetrics.join(', ')}, or a metric's name in AWS/SageMaker`,
      })
      .meta({ examples: [...knownMetrics, 'ModelLatency', 'CPUUtilization'] }),
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
    ...role,
  })
  .transform((written, context): ManagedAlarm => {
    const fail = (path: readonly string[], message: string) => {
      context.addIssue({ code: 'custom', path: [...path], message });
      return z.NEVER;
    };
    const { metric, above, below, minInvocations, statistic } = written;
    const bound = above ?? below;
    if (bound === undefined || (above !== undefined && below !== undefined))
      return fail([], 'one threshold: above or below');
    const comparison = above !== undefined ? 'above' : 'below';
    const { value, expected } = thresholdOf(metric, bound);
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

/** A written threshold in the unit of its metric; undefined if it does not fit it. */
function thresholdOf(
  metric: string,
  bound: string | number,
): { value: number | undefined; expected: string } {
  switch (isKnownMetric(metric) ? metric : 'other') {
    case '5xx-rate':
    case '4xx-rate': {
      const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(String(bound).trim())?.[1];
      const value = percent === undefined ? undefined : Number(percent);
      const expected = 'a share of the invocations such as 1%, from 0% to below 100%';
      return { value: value !== undefined && value < 100 ? value : undefined, expected };
    }
    case 'latency-p50':
    case 'latency-p90':
    case 'latency-p99':
      return { value: milliseconds(bound), expected: 'a latency such as 200ms or 2s' };
    default:
      return {
        value: typeof bound === 'number' ? bound : undefined,
        expected: "a number, in the metric's own unit",
      };
  }
}

function milliseconds(bound: string | number): number | undefined {
  const text = String(bound).trim();
  const direct = /^(\d+(?:\.\d+)?)\s*ms$/.exec(text)?.[1];
  if (direct !== undefined) return Number(direct);
  const seconds = parseDuration(text) ?? Number(/^(\d+\.\d+)\s*s$/.exec(text)?.[1]);
  return Number.isNaN(seconds) || typeof bound === 'number' ? undefined : seconds * 1000;
}

export type ManifestAlarm = ExistingAlarm | ManagedAlarm;

export const alarm = oneOf<ManifestAlarm>(
  [
    ['name', existing],
    ['metric', managed],
  ],
  'an alarm with a name, or with a metric',
);

export const isManagedAlarm = (alarm: ManifestAlarm): alarm is ManagedAlarm => 'metric' in alarm;
