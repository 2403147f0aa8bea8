import type { Measured } from '../cloudwatch/measured.ts';
import { metricIn } from '../cloudwatch/metric-catalogue.ts';
import { evidenceUnit } from '../cloudwatch/value-text.ts';
import { isKnownMetric, type ManagedAlarm } from './alarm-schema.ts';
import { isComparisonLabel } from './comparison-queries.ts';
import { measureOf } from './measure.ts';

/** What an alarm of the manifest measures. */
export function measuredOf(alarm: ManagedAlarm): Measured {
  const measure = measureOf(alarm);
  return {
    what: alarm.statistic === undefined ? alarm.metric : `${alarm.metric} (${alarm.statistic})`,
    ...(measure.kind === 'rate'
      ? { unit: measure.unit }
      : unitOf(measure.metric.published?.unit, measure.stat, alarm.periodSeconds)),
    ours: true,
    ...(alarm.comparison === 'below' && { below: true }),
  };
}

/** A comparison that CloudWatch computes, by its label. */
export const measuredAsEvidence = (label: string): Measured => ({
  ...{ what: label, unit: evidenceUnit, ours: true, orEqual: true },
});

/** An alarm as CloudWatch has it: on one metric, or on metric math where one query returns data. */
export interface AlarmDefinition {
  readonly name: string;
  readonly namespace?: string | undefined;
  /** Undefined for metric math. */
  readonly metricName?: string | undefined;
  /** For metric math, the first metric's value; the same holds for the namespace and the period. */
  readonly statistic?: string | undefined;
  /** In seconds. */
  readonly period?: number | undefined;
  readonly unit?: string | undefined;
  readonly comparison?: string | undefined;
  /** The label of the query that returns data. */
  readonly label?: string | undefined;
}

/**
 * The names of our alarms: `greenlight-<stage>-<rollout>-<n>` (managed.ts). A rollout's name ends in hash and
 * attempt.
 */
const ourName = /^greenlight-.+-[0-9a-f]{12}-\d+-\d+$/;

/**
 * What an alarm measures by its own definition; undefined if that does not tell (composite alarms, metric
 * math).
 */
export function measuredBy(alarm: AlarmDefinition): Measured | undefined {
  const { name, namespace, metricName, statistic, period, label, comparison } = alarm;
  const against = {
    ...(comparison?.startsWith('LessThan') && { below: true as const }),
    ...(comparison?.includes('OrEqualTo') && { orEqual: true as const }),
  };
  // The label of our alarms is the manifest's word. The label of other alarms may be anything.
  if (label !== undefined && ourName.test(name)) {
    if (isComparisonLabel(label)) return { ...measuredAsEvidence(label), ...against };
    const published = namespace === undefined ? undefined : metricIn(namespace, label)?.unit;
    const units = isKnownMetric(label) ? unitOfKnown(label, period) : unitOf(published, statistic, period);
    return { what: label, ...units, ours: true, ...against };
  }
  if (metricName === undefined) return undefined;
  const published = namespace === undefined ? undefined : metricIn(namespace, metricName)?.unit;
  return {
    what: metricName,
    ...unitOf(alarm.unit ?? published, statistic, period),
    ours: false,
    ...against,
  };
}

function unitOf(
  unit: string | undefined,
  statistic: string | undefined,
  period: number | undefined,
): Pick<Measured, 'unit' | 'perSeconds'> {
  const isCount =
    statistic === 'SampleCount' || (statistic === 'Sum' && (unit === 'Count' || unit === 'None'));
  return {
    ...(statistic === 'SampleCount' ? { unit: 'Count' } : unit !== undefined && { unit }),
    ...(isCount && period !== undefined && { perSeconds: period }),
  };
}

function unitOfKnown(metric: string, periodSeconds = 60): Pick<Measured, 'unit' | 'perSeconds'> {
  const terms = { comparison: 'above', threshold: 0, forSeconds: periodSeconds, on: 'notify' } as const;
  const { unit, perSeconds } = measuredOf({ metric, periodSeconds, ...terms });
  return { ...(unit !== undefined && { unit }), ...(perSeconds !== undefined && { perSeconds }) };
}
