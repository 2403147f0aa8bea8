import { describe, expect, it } from 'vitest';
import type { EndpointReading } from '../../../core/deployment/reading.ts';
import { looksOf } from '../../../core/recording/looks-of.ts';
import type { RolloutRecord } from '../../../core/records/rollout-record.ts';
import { rolloutName } from '../../../core/release.ts';
import { instantAt } from '../../../core/values/instant.ts';
import { aBreach, aPlan, aWrittenManifest, instant, instantMs } from '../../support/builders.ts';

const plan = aPlan();
const recordOf = (its: typeof plan, over: Partial<RolloutRecord> = {}): RolloutRecord => ({
  name: rolloutName(its.rollout),
  endpoint: 'iris',
  ...its.rollout,
  execution: 'arn',
  startedAt: instant,
  phases: { resolving: instant },
  plan: its,
  ...over,
});
const at = (minute: number) => instantAt(instantMs + minute * 60_000);
const variant = (serving: number, status?: string, minute = 0) => ({
  name: 'AllTraffic',
  serving,
  size: 5,
  weight: 1,
  ...(status !== undefined && {
    doing: { status, message: '', since: instantMs + minute * 60_000 },
  }),
});
const seen = (minute: number, blue: number, green: number, status: string, of = plan) => ({
  at: at(minute),
  reading: {
    status: 'Updating',
    config: of.previousConfig ?? '',
    variants: [variant(blue)],
    pending: { config: of.config, variants: [variant(green, status, minute)] },
  } satisfies EndpointReading,
});

describe('What was seen of an endpoint in a rollout', () => {
  it('is shown as fleets with their shares, oldest first', () => {
    const looks = looksOf([seen(6, 5, 2, 'Baking'), seen(4, 5, 0, 'Creating')], recordOf(plan));
    expect(
      looks.map(({ at: when, fleets, state }) => [
        when,
        state.deployment.kind,
        ...fleets.map(({ name, trafficPercent, instances }) => `${name} ${trafficPercent} % ${instances}`),
      ]),
    ).toEqual([
      [at(4), 'starting', 'blue 100 % 5', 'green 0 % 0'],
      [at(6), 'baking', 'blue 60 % 5', 'green 40 % 2'],
    ]);
  });

  it('is shown once where it did not change, and again where it came back', () => {
    const [a, b] = [seen(4, 5, 0, 'Creating'), seen(6, 5, 2, 'Baking')];
    const looks = looksOf([a, { ...a, at: at(5) }, b, { ...a, at: at(7) }], recordOf(plan));
    expect(looks.map((look) => look.at)).toEqual([at(4), at(6), at(7)]);
  });

  it('is the newest 200, of ever so many', () => {
    const many = Array.from({ length: 250 }, (_, n) => seen(n, 5, n % 5, 'Baking'));
    const looks = looksOf(many, recordOf(plan));
    expect([looks.length, looks[0]?.at, looks.at(-1)?.at]).toEqual([200, at(50), at(249)]);
  });

  it('is explained by what had gone off by then, and by nothing later', () => {
    const rolling = aPlan({
      manifest: {
        kind: 'content',
        value: aWrittenManifest({ rollout: { strategy: 'rolling', step: '2 instances', bake: '6m' } }),
      },
    });
    const breach = { ...aBreach(), at: at(6) };
    const record = recordOf(rolling, {
      conclusion: { outcome: 'ROLLED_BACK', cause: 'c', problems: [], breaches: [breach], urgent: false },
    });
    const sights = [seen(5, 3, 2, 'Deleting', rolling), seen(7, 3, 2, 'Deleting', rolling)];
    const [before, after] = looksOf(sights, record).map(({ state }) => state.deployment);
    expect(before).toEqual({ kind: 'unclear', doing: 'ending' });
    expect(after).toMatchObject({ kind: 'unclear', back: { kind: 'alarm', at: at(6) } });
  });
});
