import * as z from 'zod';

/** What an alarm of the manifest does: it rolls back while baking, asks people, or only tells. */
export const alarmRoleSchema = z.enum(['rollback', 'hold', 'notify']);
export type AlarmRole = z.infer<typeof alarmRoleSchema>;

/** An alarm that went into ALARM, with the numbers that people ask for first. `at` is an ISO instant. */
export const breachSchema = z.object({
  name: z.string(),
  /** The datapoint that tripped it; absent where CloudWatch gives none (an alarm set by hand). */
  value: z.number().optional(),
  threshold: z.number().optional(),
  reason: z.string(),
  at: z.string(),
});
export type Breach = z.infer<typeof breachSchema>;

/** CloudWatch's StateReasonData, as far as it helps; a JSON text of AWS's own, so anything may be missing. */
const reasonDataSchema = z.object({
  recentDatapoints: z.array(z.number().nullable()).optional(),
  threshold: z.number().optional(),
});

/** A breach from an alarm's name, state reason and reason data, as DescribeAlarms and alarm events both give them. */
export function breachOf(name: string, reason: string, reasonData: string | undefined, at: string): Breach {
  const data = reasonDataSchema.safeParse(jsonOrUndefined(reasonData)).data;
  const points = (data?.recentDatapoints ?? []).filter((point) => point !== null);
  // Datapoints come oldest first: the last one tripped it.
  const value = points.at(-1);
  return {
    name,
    reason,
    at,
    ...(value !== undefined && { value }),
    ...(data?.threshold !== undefined && { threshold: data.threshold }),
  };
}

/** `iris-5xx (value 9, threshold 1)` */
export function describeBreach(breach: Breach): string {
  const numbers = [
    breach.value === undefined ? undefined : `value ${breach.value}`,
    breach.threshold === undefined ? undefined : `threshold ${breach.threshold}`,
  ].filter((part) => part !== undefined);
  return numbers.length > 0 ? `${breach.name} (${numbers.join(', ')})` : `${breach.name} (${breach.reason})`;
}

function jsonOrUndefined(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
