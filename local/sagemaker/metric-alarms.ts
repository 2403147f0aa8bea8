import type { AlarmWatch } from '../ports.ts';

/** `alarms` without the composite ones, as DescribeAlarms shows them to who does not ask for AlarmTypes. */
export const metricAlarmsOf = (alarms: AlarmWatch): AlarmWatch => ({
  isComposite: () => false,
  state: (alarmName) => (alarms.isComposite(alarmName) ? undefined : alarms.state(alarmName)),
  onChange: (listener) =>
    alarms.onChange((alarmName, value) => {
      if (!alarms.isComposite(alarmName)) listener(alarmName, value);
    }),
});
