import * as z from 'zod';

/** When people are told that an alarm of the manifest has gone off. */
export const alarmsToldSchema = z.enum(['during-rollouts', 'always'], { error: 'during-rollouts or always' });
export type AlarmsTold = z.infer<typeof alarmsToldSchema>;

export const notify = z.strictObject(
  {
    severity: z
      .enum(['info', 'warning', 'critical'], { error: 'info, warning or critical' })
      .meta({ description: 'The least that people are told of.' })
      .default('info'),
    alarms: alarmsToldSchema
      .meta({ description: 'Whether alarms are told outside of rollouts, too.' })
      .default('during-rollouts'),
  },
  { error: 'fields severity and alarms' },
);
