import type { ManagedAlarm } from '../alarms/alarm-schema.ts';
import { thresholdOf } from '../alarms/managed.ts';
import { measuredOf } from '../alarms/measured-by.ts';
import { countedOver } from '../cloudwatch/alarm-text.ts';
import { figure, valueText } from '../cloudwatch/value-text.ts';
import type { ComparisonTerms } from '../gates/comparison-terms.ts';
import { formatDuration } from '../values/duration.ts';
import type { WatchedAlarm } from './watched-alarms.ts';

/** The alarms of a plan as texts, for comparing two plans: `iris-5xx (rollback)`. */
export const alarmTerms = (watched: readonly WatchedAlarm[]): string[] => [
  ...new Set(watched.map((alarm) => `${termsOf(alarm)} (${alarm.on})`)),
];

function termsOf({ name, managed, compared }: WatchedAlarm): string {
  if (managed !== undefined) return measured(managed);
  if (compared === undefined) return name;
  const { alarm, variant } = compared;
  return `${comparisonTerms(alarm)}, by CloudWatch, for ${variant}`;
}

/** `5xx at most 2× the old fleet's above 0.1 %, 1 % false alarms` */
export const comparisonTerms = ({ compare, tolerance, floor, falseAlarms }: ComparisonTerms): string =>
  `${compare} at most ${tolerance}× the old fleet's above ${figure(floor * 100)} %, ${figure(falseAlarms * 100)} % false alarms`;

/**
 * `5xx-rate above 1 % for 2m`. The name of a managed alarm is left out, because it differs in every release.
 */
function measured(alarm: ManagedAlarm): string {
  const { metric, source, comparison, forSeconds, minInvocations, statistic } = alarm;
  const dimensions = source?.dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join(', ');
  const from = source === undefined ? '' : ` of ${source.namespace} (${dimensions || 'no dimensions'})`;
  const stat = statistic === undefined ? '' : ` (${statistic})`;
  const least = minInvocations === undefined ? '' : `, from ${minInvocations} invocations`;
  // With all digits, so that different thresholds give different terms.
  const by = measuredOf(alarm);
  const limit = `${valueText(thresholdOf(alarm), by.unit, 15)}${countedOver(by)}`;
  return `${metric}${from}${stat} ${comparison} ${limit} for ${formatDuration(forSeconds)}${least}`;
}
