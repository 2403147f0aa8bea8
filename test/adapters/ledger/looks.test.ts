import { beforeEach, describe, expect, it } from 'vitest';
import type { Sighting } from '../../../core/deployment/sighting.ts';
import type { Moment } from '../../../core/ports/looks.ts';
import { instantAt } from '../../../core/values/instant.ts';
import { instantMs } from '../../support/builders.ts';
import { type FakeAws, fakeAws } from '../../support/fake-aws.ts';

let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
});

const name = 'iris-0123456789ab-1';
const seen = (minute: number, serving: number): Sighting => ({
  at: instantAt(instantMs + minute * 60_000),
  reading: {
    status: 'InService',
    config: 'a',
    variants: [{ name: 'AllTraffic', serving, size: 5, weight: 1 }],
  },
});
const keep = (minute: number, serving: number, moment: Moment = 'shift', of = name) =>
  aws.ledger.keepLook({ endpoint: 'iris', name: of, moment }, seen(minute, serving));
const kept = async () => (await aws.ledger.looks('iris', name)).map(({ at }) => at.slice(14, 16));

describe('How an endpoint looked', () => {
  it('is kept for each rollout, and read oldest first', async () => {
    for (const [minute, serving] of [
      [3, 4],
      [1, 5],
      [2, 3],
    ] as const)
      await keep(minute, serving);
    await keep(4, 2, 'shift', `${name}0`);
    expect(await aws.ledger.looks('iris', name)).toEqual([seen(1, 5), seen(2, 3), seen(3, 4)]);
  });

  it('is kept once however often it is told, and as of the first time', async () => {
    await keep(1, 5);
    await keep(2, 5);
    expect(await kept()).toEqual(['01']);
  });

  it('is kept again where it is the same after the shift as before it', async () => {
    await keep(1, 5, 'before');
    await keep(9, 5, 'after');
    expect(await kept()).toEqual(['01', '09']);
  });

  it('at one and the same instant is read in the order in which it must have been', async () => {
    const doing = (status: string, moment: Moment): Parameters<typeof aws.ledger.keepLook> => {
      const { at, reading } = seen(1, 5);
      const [variant] = reading.variants;
      const pending = variant && { config: 'b', variants: [{ ...variant, doing: { status, message: '' } }] };
      return [
        { endpoint: 'iris', name, moment },
        { at, reading: { ...reading, pending } },
      ];
    };
    await keep(1, 5, 'after');
    for (const status of ['Deleting', 'Baking', 'ActivatingTraffic', 'Creating'])
      await aws.ledger.keepLook(...doing(status, 'shift'));
    await keep(1, 5, 'before');
    const looks = await aws.ledger.looks('iris', name);
    expect(looks.map(({ reading }) => reading.pending?.variants[0]?.doing?.status)).toEqual([
      ...[undefined, 'Creating', 'ActivatingTraffic', 'Baking', 'Deleting', undefined],
    ]);
  });

  it('is forgotten after 60 days', async () => {
    await keep(0, 5);
    const items = (await aws.items()).filter(({ sk }) => String(sk).startsWith('look#'));
    expect(items).toMatchObject([{ expiresAt: instantMs / 1000 + 60 * 86_400 }]);
  });
});
