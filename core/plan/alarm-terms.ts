import { isKnownMetric, type ManagedAlarm } from '../manifest/alarms.ts';
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
  const { metric, comparison, threshold, forSeconds, minInvocations, statistic } = alarm;
  const stat = statistic === undefined ? '' : ` (${statistic})`;
  const least = minInvocations === undefined ? '' : `, from ${minInvocations} invocations`;
  return `${metric}${stat} ${comparison} ${threshold}${unitOf(metric)} for ${formatDuration(forSeconds)}${least}`;
}

function unitOf(metric: string): string {
  if (!isKnownMetric(metric)) return '';
  if (metric.endsWith('-rate')) return '%';
  return metric.startsWith('latency-') ? 'ms' : '';
}
