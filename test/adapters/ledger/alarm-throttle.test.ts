import { beforeEach, describe, expect, it } from 'vitest';
import { instantMs } from '../../support/builders.ts';
import { type FakeAws, fakeAws } from '../../support/fake-aws.ts';

let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
});
const ring = (minute: number, rollout: string | null = 'iris-0123456789ab-1', endpoint = 'iris') =>
  aws.ledger.throttleAlarm(endpoint, 'iris-5xx', rollout ?? undefined, instantMs + minute * 60_000);

describe('Alarms that go off', () => {
  it('at once, are told once, and each is counted', async () => {
    const rings = await Promise.all([0, 1, 2, 3, 4].map((minute) => ring(minute)));
    expect(rings.filter(({ tell }) => tell)).toHaveLength(1);
    expect(rings.map(({ count }) => count).sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it('are known by endpoint, whatever its case, and rollout', async () => {
    await ring(0);
    expect(await ring(1, null)).toMatchObject({ tell: true });
    expect(await ring(1, 'iris-0123456789ab-2')).toMatchObject({ tell: true });
    expect(await ring(1, 'iris-0123456789ab-1', 'fraud')).toMatchObject({ tell: true });
    expect(await ring(1, 'iris-0123456789ab-1', 'IRIS')).toMatchObject({ tell: false, count: 2 });
  });

  it('are forgotten a day later', async () => {
    await ring(0);
    expect(await aws.item('endpoint#iris', 'ringing#iris-0123456789ab-1#iris-5xx')).toMatchObject({
      expiresAt: instantMs / 1000 + 86_400,
    });
  });
});
