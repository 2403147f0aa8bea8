import * as z from 'zod';

/** When people are told that an alarm of the manifest has gone off. */
export const alarmNotificationSchema = z.enum(['during-rollouts', 'always'], {
  error: 'during-rollouts or always',
});
export type AlarmNotification = z.infer<typeof alarmNotificationSchema>;

export const notify = z.strictObject(
  {
    severity: z
      .enum(['info', 'warning', 'critical'], { error: 'info, warning or critical' })
      .meta({ description: 'The lowest severity that people are told.' })
      .default('info'),
    alarms: alarmNotificationSchema
      .meta({ description: 'Whether alarms are also told outside rollouts.' })
      .default('during-rollouts'),
  },
  { error: 'fields severity and alarms' },
);
