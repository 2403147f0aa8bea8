import { afterEach, describe, expect, it, vi } from 'vitest';
import { awsSeam, instantNow, onAws, type Seam } from '../../../adapters/lambda/seam.ts';
import { aRollout, instant, instantMs } from '../../support/builders.ts';

/** What is written to the standard output and the standard error, which Lambda logs alike: a JSON document a line. */
function lines(): Record<string, unknown>[] {
  const written: Record<string, unknown>[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => written.push(JSON.parse(String(text))) > 0);
  }
  return written;
}
afterEach(() => vi.restoreAllMocks());

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

  it('says on every line what the event is about, and nothing of the event before', async () => {
    const written = lines();
    const entry = onAws((seam) => async () => seam.log.info('done', { armed: true }));
    await entry({ rollout: aRollout(), token: 'secret' }, { awsRequestId: 'r-1' });
    await entry({ detail: { EndpointName: 'other' } }, { awsRequestId: 'r-2' });
    expect(written).toMatchObject([
      {
        message: 'done',
        armed: true,
        rollout: expect.stringMatching(/^iris-[0-9a-f]{12}-1$/),
        endpoint: 'iris',
        requestId: 'r-1',
      },
      { message: 'done', endpoint: 'other', requestId: 'r-2' },
    ]);
    expect(written[1]).not.toHaveProperty('rollout');
    expect(JSON.stringify(written)).not.toContain('secret');
  });

  it('logs why its handler failed, in words alone, and fails', async () => {
    const written = lines();
    const refused = Object.assign(new RangeError('no such thing'), { $response: { body: 'everything' } });
    const entry = onAws(() => () => Promise.reject(refused));
    await expect(entry({ plan: { rollout: aRollout() } })).rejects.toBe(refused);
    expect(written).toMatchObject([
      { level: 'ERROR', errorType: 'RangeError', errorMessage: 'no such thing', endpoint: 'iris' },
    ]);
    expect(JSON.stringify(written)).not.toContain('everything');
  });
});

describe('The seam on AWS', () => {
  it('is the process’s environment and the host’s time', () => {
    const seam = awsSeam();
    expect(seam.env).toBe(process.env);
    expect(Math.abs(seam.clock.now() - Date.now())).toBeLessThan(1000);
  });

  it('writes documents for CloudWatch as they are, a line each', () => {
    const written = lines();
    awsSeam().emit({ _aws: { Timestamp: instantMs }, Rollouts: 1 });
    expect(written).toEqual([{ _aws: { Timestamp: instantMs }, Rollouts: 1 }]);
  });

  it('gives instants in ISO form', () => {
    expect(instantNow({ ...awsSeam(), clock: { now: () => instantMs, io: (work) => work() } })).toBe(instant);
  });
});
