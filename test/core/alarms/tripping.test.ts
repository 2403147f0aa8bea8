import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canTripWithin, publicationLagSeconds, secondsToTrip } from '../../../core/alarms/tripping.ts';

describe('An alarm goes off', () => {
  it.each([
    // M periods of badness, and a minute until CloudWatch has the last of them.
    [{ periodSeconds: 60, evaluationPeriods: 2 }, 180],
    [{ periodSeconds: 60, evaluationPeriods: 3, datapointsToAlarm: 2 }, 180],
    [{ periodSeconds: 300, evaluationPeriods: 1 }, 360],
    [{ periodSeconds: 10, evaluationPeriods: 3 }, 90],
  ])('%o after %i seconds', (alarm, seconds) => {
    expect(secondsToTrip(alarm)).toBe(seconds);
    expect(canTripWithin(seconds, alarm)).toBe(true);
    expect(canTripWithin(seconds - 1, alarm)).toBe(false);
  });

  it('never sooner than its datapoints take, and never later for a longer bake', () => {
    const window = fc.record({
      periodSeconds: fc.constantFrom(10, 30, 60, 300),
      evaluationPeriods: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(window, fc.integer({ min: 0, max: 3600 }), (alarm, bake) => {
        if (!canTripWithin(bake, alarm)) return;
        expect(alarm.periodSeconds * alarm.evaluationPeriods + publicationLagSeconds).toBeLessThanOrEqual(
          bake,
        );
        expect(canTripWithin(bake + 1, alarm)).toBe(true);
      }),
    );
  });
});
