import { describe, expect, it } from 'vitest';
import { awsSeam, isoNow, onAws, type Seam } from '../../../functions/shared/seam.ts';
import { instant, instantMs } from '../../support/builders.ts';

describe('The Lambda entry of a function', () => {
  it('makes nothing when it is imported, and one handler for all events of its container', async () => {
    const seams: Seam[] = [];
    const entry = onAws((seam) => {
      seams.push(seam);
      return async (event) => ({ handled: event });
    });
    expect(seams).toHaveLength(0);
    expect(await entry(1)).toEqual({ handled: 1 });
    expect(await entry(2)).toEqual({ handled: 2 });
    expect(seams).toHaveLength(1);
  });
});

describe('The seam on AWS', () => {
  it('is the process’s environment and the host’s time', () => {
    const seam = awsSeam();
    expect(seam.env).toBe(process.env);
    expect(Math.abs(seam.clock.now() - Date.now())).toBeLessThan(1000);
  });

  it('gives instants in ISO form', () => {
    expect(isoNow({ ...awsSeam(), clock: { now: () => instantMs, io: (work) => work() } })).toBe(instant);
  });
});
