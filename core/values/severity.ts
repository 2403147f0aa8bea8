import * as z from 'zod';

export const severitySchema = z.enum(['info', 'warning', 'critical']);
export type Severity = z.infer<typeof severitySchema>;

/** Whether this severity is told to people who want to hear `least` and worse. */
export const isSevereEnough = (severity: Severity, least: Severity): boolean =>
  severitySchema.options.indexOf(severity) >= severitySchema.options.indexOf(least);
