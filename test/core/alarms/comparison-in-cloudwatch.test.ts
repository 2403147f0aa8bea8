import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import type { ComparedAlarm } from '../../../core/alarms/comparison.ts';
import { comparisonAlarmRequest } from '../../../core/alarms/comparison-alarm.ts';
import { comparisonGoesOffAt } from '../../../core/alarms/comparison-evidence.ts';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { alarmConfigurationOf } from '../../../local/cloudwatch/alarm-configuration.ts';
import { datapointsAt } from '../../../local/cloudwatch/alarm-datapoints.ts';
import { evaluateAlarm } from '../../../local/cloudwatch/evaluate-alarm.ts';
import { defaultMathAssumptions, type MathAssumptions } from '../../../local/cloudwatch/math/assumptions.ts';
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

/** The alarm as PutMetricAlarm stores it, by what is assumed of metric math. */
const storedUnder = (math: Partial<MathAssumptions> = {}) =>
  alarmConfigurationOf(
    { ...localContext(new VirtualClock(start)), math: { ...defaultMathAssumptions, ...math } },
    request as PutMetricAlarmCommandInput,
    false,
  );

/** What the alarm sees at the end of a series, the oldest minute first, and whether it has gone off by then. */
function playedUnder(math: Partial<MathAssumptions>, seed: number) {
  const stored = storedUnder(math);
  const series = countsOf(seed);
  const store = new MetricStore();
  let state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' = 'INSUFFICIENT_DATA';
  let range: ReturnType<typeof datapointsAt> = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    record(store, series, minute);
    range = datapointsAt(store, stored, start + (minute + 1) * 60_000);
    ({ state } = evaluateAlarm(stored, state, range));
  }
  return { state, values: range.map(({ value }) => value).toReversed(), series };
}

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
      const stored = storedUnder();
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

  it('is what its risk is computed by', () => {
    let both = 0;
    for (let seed = 1; seed <= 300; seed += 1) {
      const { values, series } = playedUnder({}, seed);
      const counted = knownAfter(series, minutes - 1).map(({ gr = 0, ge = 0, ar = 0, ae = 0 }, at) => ({
        at,
        green: { requests: gr, events: ge },
        blue: { requests: Math.max(0, ar - gr), events: Math.max(0, ae - ge) },
      }));
      // Of the last minutes not everything is known.
      const at = comparisonGoesOffAt(counted.slice(0, -3), { tolerance, falseAlarms, floor });
      const above = values.slice(0, -3).filter((value) => value !== undefined && value >= 2);
      expect([seed, at !== undefined]).toEqual([seed, above.length >= 2]);
      if (at !== undefined) both += 1;
    }
    expect(both).toBeGreaterThan(50);
  }, 60_000);

  it('says the same or nothing, and no more, if a missing point drops the result instead of counting as 0', () => {
    let dropped = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const usual = playedUnder({}, seed);
      const { values, state } = playedUnder({ missingOperand: 'dropped' }, seed);
      // Of the last minutes not everything is known yet.
      for (const [index, value] of values.slice(0, -3).entries())
        if (value === undefined) dropped += usual.values[index] === undefined ? 0 : 1;
        else if (!isSame(value, usual.values[index]))
          expect.fail(`${seed}: ${value} in ${index}, not ${usual.values[index]}`);
      if (usual.state === 'OK') expect(state).not.toBe('ALARM');
    }
    expect(dropped).toBeGreaterThan(100);
  }, 60_000);

  it('forgets what it knew at each minute without requests, if running sums begin anew there', () => {
    let forgot = 0;
    for (let seed = 1; seed <= 100; seed += 1) {
      const { values, series } = playedUnder({ runningSum: 'begins-anew' }, seed);
      const known = knownAfter(series, minutes - 1);
      const gap = known.findLastIndex(({ gr, ar }) => gr === undefined && ar === undefined);
      const wanted = evidenceAfter(known.slice(gap + 1));
      for (const [index, value] of wanted.entries())
        if (!isSame(values.slice(-wanted.length)[index], value))
          expect.fail(`${seed}: ${values} is not ${wanted}`);
      if (gap > 0 && wanted.length > 0) forgot += 1;
    }
    expect(forgot).toBeGreaterThan(50);
  }, 60_000);

  it('never goes off, if an expression is evaluated over each period by itself: it takes three minutes', () => {
    for (let seed = 1; seed <= 50; seed += 1)
      expect(playedUnder({ alarmRange: 'each-period' }, seed).state).not.toBe('ALARM');
  }, 60_000);

  it('is refused, if arrays hold nothing but ids', () => {
    expect(() => storedUnder({ arrayItems: 'ids' })).toThrow(/An array holds ids, not expressions/);
  });

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
