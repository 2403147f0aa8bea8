import type { AlarmConfiguration } from './alarm-configuration.ts';
import { type Evaluation, isBreaching } from './evaluate-alarm.ts';
import { javaDouble, offsetTime, reasonTime } from './timestamps.ts';

const crossings: Readonly<Record<AlarmConfiguration['comparisonOperator'], string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

const treatments: Readonly<Record<AlarmConfiguration['treatMissingData'], string>> = {
  breaching: 'Breaching',
  notBreaching: 'NonBreaching',
  ignore: 'Ignored',
  missing: 'Missing',
};

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
const were = (count: number): string => (count === 1 ? 'was' : 'were');

/**
 * Why an alarm is in the state that `evaluation` found, in the words CloudWatch uses (from samples of real
 * alarms; what it says where missing data counts as `missing` or `ignore` and some is there is not known).
 */
export function stateReason(alarm: AlarmConfiguration, evaluation: Evaluation): string {
  const { state, evaluated, filled } = evaluation;
  if (state === 'INSUFFICIENT_DATA')
    return `Insufficient Data: ${counted(filled, 'datapoint')} ${were(filled)} unknown.`;

  const fillers = `${counted(filled, 'missing datapoint')} ${were(filled)} treated as [${treatments[alarm.treatMissingData]}]`;
  if (evaluated.length === 0) {
    return `Threshold Crossed: no datapoints were received for ${counted(filled, 'period')} and ${fillers}.`;
  }
  const alarming = state === 'ALARM';
  const deciding = evaluated.filter((datapoint) => isBreaching(alarm, datapoint.value) === alarming);
  const { evaluationPeriods: n, datapointsToAlarm: m } = alarm;
  const many =
    m === undefined
      ? counted(deciding.length, 'datapoint')
      : `${deciding.length} out of the last ${counted(n, 'datapoint').replace(/datapoint$/, 'datapoints')}`;
  const listed = deciding.map(({ value, start }) => `${javaDouble(value)} (${reasonTime(start)})`).join(', ');
  const crossing = `${were(deciding.length)}${alarming ? '' : ' not'} ${crossings[alarm.comparisonOperator]}`;
  const threshold = `the threshold (${javaDouble(alarm.threshold)})`;
  const told = [
    ...(deciding.length > 0 ? [`${many} [${listed}] ${crossing} ${threshold}`] : []),
    ...(filled > 0 ? [fillers] : []),
  ].join(' and ');
  // 2 of 3: two breaching datapoints make the ALARM; two (3 - 2 + 1) that are not end it.
  const [least, way] = alarming ? [m ?? n, 'OK -> ALARM'] : [n - (m ?? n) + 1, 'ALARM -> OK'];
  const minimum = m === undefined ? '' : ` (minimum ${counted(least, 'datapoint')} for ${way} transition)`;
  return `Threshold Crossed: ${told}${minimum}.`;
}

/** The same for machines: StateReasonData's JSON. `recentDatapoints` runs from the oldest to the newest. */
export function stateReasonData(
  alarm: AlarmConfiguration,
  evaluation: Evaluation,
  queriedAt: number,
): string {
  const { evaluated } = evaluation;
  const oldest = evaluated.at(-1);
  return JSON.stringify({
    version: '1.0',
    queryDate: offsetTime(queriedAt),
    ...(oldest === undefined ? {} : { startDate: offsetTime(oldest.start) }),
    ...(alarm.queries !== undefined || alarm.unit === undefined ? {} : { unit: alarm.unit }),
    ...(alarm.queries === undefined ? { statistic: alarm.statisticName } : {}),
    period: alarm.period,
    recentDatapoints: evaluated.map((datapoint) => datapoint.value).reverse(),
    threshold: alarm.threshold,
    evaluatedDatapoints: evaluated.map(({ start, sampleCount, value }) => ({
      timestamp: offsetTime(start),
      ...(sampleCount === undefined ? {} : { sampleCount }),
      value,
    })),
  });
}
