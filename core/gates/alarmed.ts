import type { AlarmSnapshot } from './gate.ts';

/** A CloudWatch alarm's name: 1 to 255 characters (API model of PutMetricAlarm). */
export const alarmName = /^(?=.{1,255}$).*\S/;

/** When it was last in ALARM since `from`; undefined if no such time is recorded. */
export function alarmedSince(alarm: AlarmSnapshot, from: number): number | undefined {
  if (alarm.state === 'ALARM') return alarm.since;
  return alarm.lastAlarmAt !== undefined && alarm.lastAlarmAt >= from ? alarm.lastAlarmAt : undefined;
}

/** `alarm kpi`, `alarms kpi and fraud-5xx`. */
export const namesOf = (alarms: readonly string[]): string =>
  `${alarms.length === 1 ? 'alarm' : 'alarms'} ${alarms.join(' and ')}`;
