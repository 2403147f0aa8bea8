import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventsOf, type MinuteCounts, shareOf } from '../../../core/judge/counts.ts';
import { alternatives, evidenceAfter, minuteEvidence, plainEvidence } from '../../../core/judge/evidence.ts';
import { aboveFloorAfter } from '../../../core/judge/floor.ts';
import { aMinute } from './series.ts';

const settings = { tolerance: 1, falseAlarms: 0.01, planned: 60 };

describe('The evidence of a minute', () => {
  it('is as in the worked example: three events, all of a green with a tenth of the requests', () => {
    expect(Math.exp(minuteEvidence(aMinute(0, [100, 3], [900, 0]), 1, 10))).toBeCloseTo(145.8, 1);
    expect(Math.exp(minuteEvidence(aMinute(0, [100, 0], [900, 3]), 1, 10))).toBeCloseTo(0.1458, 4);
  });

  it('is none where nothing happened, or only one fleet has requests', () => {
    expect(minuteEvidence(aMinute(0, [100, 0], [900, 0]), 2, 10)).toBe(0);
    expect(minuteEvidence(aMinute(0, [0, 0], [900, 9]), 2, 10)).toBeCloseTo(0, 12);
    expect(minuteEvidence(aMinute(0, [900, 9], [0, 0]), 2, 10)).toBeCloseTo(0, 12);
  });
});

const fleet = fc
  .tuple(fc.nat(80), fc.nat(100))
  .map(([requests, percent]) => ({ requests, events: Math.round((requests * percent) / 100) }));
const series: fc.Arbitrary<MinuteCounts[]> = fc
  .array(fc.record({ green: fleet, blue: fleet }), { minLength: 1, maxLength: 40 })
  .map((minutes) => minutes.map((minute, index) => ({ at: index * 60_000, ...minute })));

describe('The evidence of many minutes', () => {
  it('is what the formula says, by products of plain numbers', () => {
    // A third way to compute it, without logarithms: the mixture over the minutes in which a fault may begin, written out.
    const plainly = (
      minutes: readonly MinuteCounts[],
      { tolerance, falseAlarms, planned }: typeof settings,
    ) => {
      const weight = (start: number) => (start === 0 ? 0.5 : 0.5 / (planned - 1));
      const factor = (minute: MinuteCounts, times: number) => {
        const share = shareOf(minute);
        const ratio = tolerance * times;
        const raw =
          times ** minute.green.events *
          ((1 - share + share * tolerance) / (1 - share + share * ratio)) ** eventsOf(minute);
        return Math.min(raw, falseAlarms ** (-1 / 3));
      };
      let sum = 0;
      for (let start = 0; start < planned; start += 1)
        for (const times of alternatives) {
          let product = weight(start) / alternatives.length;
          for (const minute of minutes.slice(start)) product *= factor(minute, times);
          sum += product;
        }
      return sum;
    };
    void fc.assert(
      fc.property(series, fc.constantFrom(1, 2, 4), (minutes, tolerance) => {
        const own = { ...settings, tolerance };
        const last = Math.exp(evidenceAfter(minutes, own).at(-1) ?? 0);
        expect(last / plainly(minutes, own)).toBeCloseTo(1, 6);
      }),
      { numRuns: 300 },
    );
  });

  it('is no greater where more is tolerated', () => {
    void fc.assert(
      fc.property(series, fc.double({ min: 0.1, max: 10, noNaN: true }), (minutes, tolerance) => {
        const more = plainEvidence(minutes, tolerance * 1.5, 'worse');
        expect(more).toBeLessThanOrEqual(plainEvidence(minutes, tolerance, 'worse') + 1e-9);
      }),
    );
  });

  it('needs three minutes that agree, however many fail in one', () => {
    const failing = (count: number) =>
      Array.from({ length: count }, (_, at) => aMinute(at, [1000, 1000], [9000, 0]));
    const after = evidenceAfter(failing(4), settings);
    expect(after.findIndex((log) => log >= Math.log(100))).toBeGreaterThanOrEqual(2);
    expect(after.at(-1)).toBeGreaterThanOrEqual(Math.log(100));
  });

  it('sees a fault that begins late soon', () => {
    const minutes = Array.from({ length: 60 }, (_, at) => aMinute(at, [120, at < 30 ? 1 : 6], [1080, 11]));
    const seen = evidenceAfter(minutes, settings).findIndex((log) => log >= Math.log(100));
    expect(seen - 29).toBeGreaterThan(0);
    expect(seen - 29).toBeLessThanOrEqual(8);
  });

  it('is nothing of failures that are there before the requests that they are of', () => {
    const late = [aMinute(0, [0, 5], [100, 0]), aMinute(1, [10, 5], [0, 0])];
    for (const minute of late) expect(minuteEvidence(minute, 1, 10)).toBe(0);
    expect(aboveFloorAfter([aMinute(0, [0, 5], [100, 0])], 0.001)).toEqual([0]);
  });
});
