import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import type { ComparedAlarm } from '../../../core/alarms/comparison.ts';
import { comparisonAlarmRequest } from '../../../core/alarms/comparison-alarm.ts';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { alarmConfigurationOf } from '../../../local/cloudwatch/alarm-configuration.ts';
import { datapointsAt } from '../../../local/cloudwatch/alarm-datapoints.ts';
import { evaluateAlarm } from '../../../local/cloudwatch/evaluate-alarm.ts';
import { MetricStore } from '../../../local/cloudwatch/metric-store.ts';
import { localContext } from '../../support/local-service.ts';
import {
  countsOf,
  falseAlarms,
  floor,
  type Known,
  knownAfter,
  likelier,
  likelierAboveFloor,
  minutes,
  record,
  start,
  tolerance,
} from './counted-fleets.ts';
import { aFleet } from './support.ts';

const compared: ComparedAlarm = {
  ...{ compare: '5xx', tolerance, falseAlarms, floor, on: 'rollback', computedBy: 'cloudwatch' },
};
const request = comparisonAlarmRequest(
  { alarm: compared, variant: 'AllTraffic', n: 0, falseAlarms },
  aFleet(),
  minutes,
);

/** The alarm as PutMetricAlarm stores it. */
const stored = alarmConfigurationOf(
  localContext(new VirtualClock(start)),
  request as PutMetricAlarmCommandInput,
  false,
);

/** What the alarm's document says, without metric math. A minute counts for α^(−1/3) at most. */
function evidenceAfter(known: readonly Known[]): (number | undefined)[] {
  const worse = new Map([1.5, 3, 10, 30].map((times) => [times, 0]));
  const floors = new Map([1.25, 1.5, 2, 3, 5, 10, 20, 50].map((times) => [times, 0]));
  return known.map((minute) => {
    if (minute.gr === undefined && minute.ar === undefined) return undefined;
    for (const [times, sum] of worse)
      worse.set(times, sum + Math.min(likelier(minute, times), -Math.log(falseAlarms) / 3));
    for (const [times, sum] of floors) floors.set(times, sum + likelierAboveFloor(minute, times));
    const both = [Math.max(...worse.values()) - Math.log(4), Math.max(...floors.values()) - Math.log(8)];
    return Math.min(...both) / Math.LN10;
  });
}

const isSame = (one: number | undefined, other: number | undefined): boolean =>
  one === undefined || other === undefined ? one === other : Math.abs(one - other) < 1e-6;

describe('A comparison as CloudWatch computes it', () => {
  it('is what its document says, minute by minute, in 1,000 series with gaps and late metrics', () => {
    let wentOff = 0;
    let compares = 0;
    for (let seed = 1; seed <= 1000; seed += 1) {
      const series = countsOf(seed);
      const store = new MetricStore();
      let state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' = 'INSUFFICIENT_DATA';
      for (let minute = 0; minute < minutes; minute += 1) {
        record(store, series, minute);
        const range = datapointsAt(store, stored, start + (minute + 1) * 60_000);
        const wanted = evidenceAfter(knownAfter(series, minute));
        const values = range.slice(0, minute + 1).map(({ value }) => value);
        for (const [ago, value] of values.entries()) {
          compares += 1;
          if (!isSame(value, wanted[minute - ago]))
            expect.fail(`${seed}: ${ago} before ${minute} it is ${value}, not ${wanted[minute - ago]}`);
        }
        ({ state } = evaluateAlarm(stored, state, range));
        const above = wanted.filter((value) => value !== undefined && value >= 2).length;
        if ((state === 'ALARM') !== above >= 2)
          expect.fail(`${seed}: ${state} at ${minute}, with ${above} minutes above`);
      }
      if (state === 'ALARM') wentOff += 1;
    }
    expect(compares).toBe((1000 * minutes * (minutes + 1)) / 2);
    // The series are of both kinds, or nothing would be tested.
    expect(wentOff).toBeGreaterThan(150);
    expect(wentOff).toBeLessThan(850);
  }, 120_000);

  it('is within what PutMetricAlarm takes', () => {
    const { Metrics = [], EvaluationPeriods } = request;
    const expressions = Metrics.flatMap(({ Expression }) => Expression ?? []);
    // "as many as 10 structures that contain a MetricStat parameter, and as many as 10 that contain the Expression".
    expect(expressions.length).toBeLessThanOrEqual(10);
    expect(Metrics.length - expressions.length).toBe(4);
    expect(Math.max(...expressions.map(({ length }) => length))).toBeLessThanOrEqual(2048);
    expect(expressions.join()).not.toMatch(/\de-?\d|NaN|Infinity/);
    expect(EvaluationPeriods).toBe(minutes);
  });
});
