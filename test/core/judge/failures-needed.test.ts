import { describe, expect, it } from 'vitest';
import { plainEvidence } from '../../../core/judge/evidence.ts';
import { belowFloor } from '../../../core/judge/floor.ts';

/** The fewest events of green, blue having none, that show it at 1 %. */
function needed(share: number, tolerance: number): number {
  for (let events = 1; ; events += 1) {
    const minute = {
      at: 0,
      green: { requests: share * 100_000, events },
      blue: { requests: (1 - share) * 100_000, events: 0 },
    };
    if (plainEvidence([minute], tolerance, 'worse') >= Math.log(100)) return events;
  }
}

describe('Failures needed', () => {
  it.each([
    [0.1, 1, 3],
    [0.1, 2, 4],
    [0.5, 1, 9],
    [0.5, 2, 15],
    [0.8, 1, 26],
    [0.8, 2, 49],
  ])('with a share of %f and a tolerance of %f: %i', (share, tolerance, events) => {
    expect(needed(share, tolerance)).toBe(events);
  });

  it.each([
    [0.01, 564],
    [0.001, 5659],
  ])('requests without one show a rate below %f: %i', (floor, requests) => {
    const shown = (count: number) =>
      belowFloor(
        [{ at: 0, green: { requests: count, events: 0 }, blue: { requests: 0, events: 0 } }],
        floor,
      ) >= Math.log(100);
    let least = 1;
    while (!shown(least)) least += 1;
    expect(least).toBe(requests);
  });
});
