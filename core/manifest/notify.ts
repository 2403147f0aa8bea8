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
      .meta({ description: 'The least that people are told of.' })
      .default('info'),
    alarms: alarmNotificationSchema
      .meta({ description: 'Whether alarms are told outside of rollouts, too.' })
      .default('during-rollouts'),
  },
  { error: 'fields severity and alarms' },
);
