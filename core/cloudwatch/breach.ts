import * as z from 'zod';
import { type Instant, instantSchema } from '../values/instant.ts';
import { jsonOrUndefined } from '../values/json.ts';
import { alarmText } from './alarm-text.ts';
import { type Measured, measuredSchema } from './measured.ts';

/** What an alarm of the manifest does: roll back while baking, ask people, or only tell. */
export const alarmRoleSchema = z.enum(['rollback', 'hold', 'notify']);
export type AlarmRole = z.infer<typeof alarmRoleSchema>;

/** An alarm that went into ALARM, with the numbers that people ask for first. */
export const breachSchema = z.object({
  name: z.string(),
  /** The data point that tripped it; absent if CloudWatch gives none (an alarm set by hand). */
  value: z.number().optional(),
  threshold: z.number().optional(),
  /** For a composite alarm: the alarms that set it off. */
  children: z.array(z.string()).optional(),
  /** Why CloudWatch suppresses the alarm's own actions: another alarm, or a mute rule. */
  suppressed: z.string().optional(),
  reason: z.string(),
  at: instantSchema,
  /** What it measures, if known; then the numbers have their unit. */
  measured: measuredSchema.optional(),
  /** False if SageMaker was in no bake at that time and so did not look at its alarms. Otherwise absent. */
  watched: z.literal(false).optional(),
});
export type Breach = z.infer<typeof breachSchema>;

/**
 * The useful members of CloudWatch's StateReasonData. Its format is AWS's own, so any member may be missing.
 */
const reasonDataSchema = z.object({
  recentDatapoints: z.array(z.number().nullable()).optional(),
  threshold: z.number().optional(),
  triggeringAlarms: z
    .array(z.object({ arn: z.string(), state: z.object({ value: z.string() }) }))
    .optional()
    .catch(undefined),
});

/**
 * A breach from an alarm's name, state reason and reason data. DescribeAlarms and alarm events give the same
 * ones.
 */
export function breachOf(
  name: string,
  reason: string,
  reasonData: string | undefined,
  at: Instant,
  measured?: Measured,
): Breach {
  const data = reasonDataSchema.safeParse(jsonOrUndefined(reasonData)).data;
  const points = (data?.recentDatapoints ?? []).filter((point) => point !== null);
  // Data points are ordered oldest first, so the last one tripped the alarm.
  const value = points.at(-1);
  const children = childrenIn(data?.triggeringAlarms ?? []);
  return {
    name,
    reason,
    at,
    ...(value !== undefined && { value }),
    ...(data?.threshold !== undefined && { threshold: data.threshold }),
    ...(children.length > 0 && { children }),
    ...(measured && { measured }),
  };
}

/** The alarms in ALARM. If the rule depends on an alarm being OK: the alarms that changed. */
function childrenIn(triggering: readonly { arn: string; state: { value: string } }[]): string[] {
  const inAlarm = triggering.filter(({ state }) => state.value === 'ALARM');
  return [...new Set((inAlarm.length > 0 ? inAlarm : triggering).map(({ arn }) => alarmNameIn(arn)))];
}

/** `arn:aws:cloudwatch:<region>:<account>:alarm:<name>`; a name may contain colons. */
const alarmNameIn = (arn: string): string => arn.split(':').slice(6).join(':') || arn;

/** The most alarms to name: a composite alarm may have a hundred. */
const mostNamed = 5;

/**
 * `latency-p99 1.43 s, limit 800 ms`, `iris-5xx (Invocation5XXErrors 9/min, limit 1/min)`, `iris-any (because
 * of iris-5xx)`. A reason loses its full stop: the text stands within a sentence.
 */
export function describeBreach(breach: Breach): string {
  const { value, threshold, children, reason } = breach;
  const known = value !== undefined || threshold !== undefined;
  const because = children === undefined ? [] : [`because of ${listed(children)}`];
  return alarmText(breach, { more: known || because.length > 0 ? because : [reason.replace(/\.$/, '')] });
}

function listed(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return `${names.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
