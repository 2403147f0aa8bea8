import { measureOf } from '../alarms/measure.ts';
import type { MetricUnit } from '../alarms/metric-catalogue.ts';
import type { ManagedAlarm } from '../manifest/alarms.ts';
import { formatDuration } from '../manifest/duration.ts';
import type { WatchedAlarm } from './watched-alarms.ts';

/** The alarms of a plan, a text each, by which two plans can be compared: `iris-5xx (rollback)`. */
export const alarmTerms = (watched: readonly WatchedAlarm[]): string[] => [
  ...new Set(
    watched.map(({ name, on, managed }) => `${managed === undefined ? name : measured(managed)} (${on})`),
  ),
];

/** `5xx-rate above 1% for 2m`: ours have a name of their own with every release. */
function measured(alarm: ManagedAlarm): string {
  const { metric, source, comparison, threshold, forSeconds, minInvocations, statistic } = alarm;
  const by = source?.dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join(', ');
  const from = source === undefined ? '' : ` of ${source.namespace} (${by || 'no dimensions'})`;
  const stat = statistic === undefined ? '' : ` (${statistic})`;
  const least = minInvocations === undefined ? '' : `, from ${minInvocations} invocations`;
  const limit = `${threshold}${unitTexts[measureOf(alarm).unit ?? 'None']}`;
  return `${metric}${from}${stat} ${comparison} ${limit} for ${formatDuration(forSeconds)}${least}`;
}

const unitTexts: Readonly<Record<MetricUnit, string>> = {
  None: '',
  Count: '',
  Percent: '%',
  Seconds: 's',
  Milliseconds: 'ms',
  Microseconds: 'µs',
};
