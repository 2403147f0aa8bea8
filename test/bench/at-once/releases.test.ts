import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { releasesAtOnce } from '../../../bench/at-once/releases.ts';
import { awsRateLimits } from '../../../local/transport/rate-limits.ts';
import { packageIfStale } from '../../../tools/package-if-stale.ts';

let template: unknown;
beforeAll(async () => {
  template = JSON.parse(await readFile(await packageIfStale('local'), 'utf8'));
}, 120_000);

describe('Many releases at once', () => {
  it('all end DEPLOYED under AWS’s rates, if a little later, and leave nothing behind', async () => {
    const endpoints = 12;
    const result = await releasesAtOnce({ endpoints, withinSeconds: 0, throttling: 'as-on-aws', template });
    expect(result).toMatchObject({
      outcomes: { DEPLOYED: endpoints },
      causes: [],
      calls: { 'sagemaker UpdateEndpoint': endpoints },
      deadLetters: 0,
      switchesLeft: 0,
    });
    expect(result.throttled['monitoring PutMetricAlarm']).toBeGreaterThan(20);
    // By itself, one takes a quarter of an hour.
    expect(Math.max(...result.endMinutes)).toBeLessThan(20);
  });

  it('end so also where Service Quotas hardly answers', async () => {
    const throttling = { ...awsRateLimits, servicequotas: { '*': { size: 1, perSecond: 0.2 } } };
    const result = await releasesAtOnce({ endpoints: 6, withinSeconds: 0, throttling, template });
    expect(result.outcomes).toEqual({ DEPLOYED: 6 });
    expect(result.throttled['servicequotas ListServiceQuotas']).toBeGreaterThan(6);
  });

  it('that all roll back at the same instant are told so within minutes, and no event is lost', async () => {
    const sagemaker = { ...awsRateLimits.sagemaker, DescribeEndpoint: { size: 1, perSecond: 0.5 } };
    const throttling = { ...awsRateLimits, sagemaker };
    // Minutes after all have begun to shift; each is in a bake then.
    const incidentMinutes = 14;
    const result = await releasesAtOnce({
      ...{ endpoints: 8, withinSeconds: 0, throttling, incidentMinutes },
      template,
    });
    expect(result).toMatchObject({ outcomes: { ROLLED_BACK: 8 }, deadLetters: 0, switchesLeft: 0 });
    expect(result.calls['states SendTaskFailure']).toBeGreaterThan(0);
    expect(Math.max(...result.endMinutes)).toBeLessThan(incidentMinutes + 10);
  });
});
