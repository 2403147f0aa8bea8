import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationsOf } from '../../../core/records/durations.ts';
import { phaseSchema } from '../../../core/records/rollout-record.ts';
import type { Instant } from '../../../core/values/instant.ts';
import { instantAt } from '../../../core/values/instant.ts';

/** 10:00:00 and so many seconds. */
const at = (seconds: number): Instant => instantAt(Date.parse('2026-01-05T10:00:00Z') + seconds * 1000);

describe('How long a rollout took', () => {
  it('is told by phase: each lasts until the next one, the last until the end', () => {
    const phases = {
      resolving: at(0),
      queued: at(2),
      admitted: at(302),
      prepared: at(307),
      shifting: at(310),
    };
    expect(durationsOf({ startedAt: at(0), phases }, at(2110))).toEqual({
      resolving: 2,
      queued: 300,
      admitted: 5,
      prepared: 3,
      shifting: 1800,
      total: 2110,
    });
  });

  it('goes on while traffic is taken back', () => {
    const phases = { shifting: at(10), 'going-back': at(610), concluded: at(900) };
    expect(durationsOf({ startedAt: at(0), phases }, at(910))).toEqual({
      resolving: 10,
      shifting: 600,
      'going-back': 300,
      total: 910,
    });
  });

  it('is all resolving for one that was refused at once', () => {
    expect(durationsOf({ startedAt: at(0), phases: {} }, at(1.5))).toEqual({ resolving: 1.5, total: 1.5 });
  });

  it('counts no time twice, and none below zero, when the hosts’ clocks disagree', () => {
    const phases = { queued: at(5), admitted: at(3), shifting: at(20) };
    expect(durationsOf({ startedAt: at(0), phases }, at(15))).toEqual({
      resolving: 5,
      queued: 0,
      admitted: 15,
      shifting: 0,
      total: 20,
    });
  });

  it('adds up to the total, whatever was entered when', () => {
    const instants = fc.record(
      Object.fromEntries(phaseSchema.options.map((phase) => [phase, fc.integer({ min: -100, max: 9999 })])),
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(instants, fc.integer({ min: -100, max: 9999 }), (entered, end) => {
        const phases = Object.fromEntries(Object.entries(entered).map(([phase, s]) => [phase, at(s ?? 0)]));
        const { total, ...each } = durationsOf({ startedAt: at(0), phases }, at(end));
        const seconds = Object.values(each);
        expect(Math.min(...seconds)).toBeGreaterThanOrEqual(0);
        expect(seconds.reduce((sum, one) => sum + one, 0)).toBeCloseTo(total, 6);
      }),
    );
  });
});
