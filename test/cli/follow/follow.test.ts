import { describe, expect, it } from 'vitest';
import type { Records } from '../../../cli/aws/records.ts';
import { type Followed, follow } from '../../../cli/follow/follow.ts';
import { unclaimed } from '../../../core/lease/lease.ts';
import type { RolloutRecord } from '../../../core/records/rollout-record.ts';
import { aRecord, aRelease, instant, instantMs } from '../../support/builders.ts';

const record = (version: string, over: Partial<RolloutRecord> = {}) =>
  aRecord({}, { release: aRelease({ version }), phases: { shifting: instant }, ...over });
const over = { outcome: 'DEPLOYED', endedAt: instant } as const;

/** A ledger that changes at each look: `looks[n]` is what it holds at the nth, the last for ever. */
async function following(
  followed: Omit<Followed, 'endpoint'>,
  looks: readonly (readonly RolloutRecord[])[],
  holder?: RolloutRecord,
) {
  let look = 0;
  const held = () => looks[Math.min(look, looks.length - 1)] ?? [];
  const records: Records = {
    waits: async () => [],
    looks: async () => [],
    proposals: async () => [],
    endpoints: async () => ['iris'],
    optedInBeside: async () => [],
    hasOptedIn: async () => undefined,
    rollouts: async () => [...held()],
    rollout: async (_, name) => held().find((found) => found.name === name),
    adoption: async () => undefined,
    judgeOff: async () => undefined,
    lease: async () =>
      holder === undefined
        ? unclaimed
        : ({ fence: 1, holder: { claim: { rollout: holder.name } } } as unknown as typeof unclaimed),
    endpoint: async () => undefined,
    alarms: async () => [],
    gates: async () => [],
  };
  const seen: string[] = [];
  const ended = await follow(
    {
      records,
      now: async () => instantMs,
      shown: async () => undefined,
      pause: async () => {
        look += 1;
      },
    },
    { endpoint: 'iris', ...followed },
    {
      waiting: (text) => seen.push(text),
      progress: (progress) => seen.push(`${progress.record.release.version} ${progress.phase}`),
      outcome: ({ release, outcome }) => seen.push(`${release.version} ${outcome}`),
    },
  );
  return { seen, ended, looks: look };
}

describe('Following a rollout', () => {
  it('shows it at each look until it has ended, and stays with it when another begins', async () => {
    const [v2, v3] = [record('v2'), record('v3')];
    const { seen, ended } = await following({}, [[v2], [v2, v3], [record('v2', over), v3]]);
    expect(seen).toEqual(['v2 shifting', 'v2 shifting', 'v2 DEPLOYED']);
    expect(ended?.name).toBe(v2.name);
  });

  it('follows the one that holds the lease, not one that only waits', async () => {
    const [v2, v3] = [record('v2'), record('v3')];
    const { seen } = await following(
      {},
      [
        [v2, v3],
        [record('v2', over), v3],
      ],
      v2,
    );
    expect(seen).toEqual(['v2 shifting', 'v2 DEPLOYED']);
  });

  it('ends at once where none is under way', async () => {
    const { seen, ended } = await following({}, [[record('v1', over)]]);
    expect(seen).toEqual([]);
    expect(ended).toBeUndefined();
  });

  it('waits for a release that was just uploaded, saying so once', async () => {
    const v2 = record('v2');
    const { seen } = await following({ release: v2.release.id }, [[], [], [v2], [record('v2', over)]]);
    expect(seen).toEqual([`${v2.release.id} has not begun yet`, 'v2 shifting', 'v2 DEPLOYED']);
  });

  it('does not wait for ever', async () => {
    const { ended, looks } = await following({ release: 'iris-000000000000' }, [[]]);
    expect(ended).toBeUndefined();
    expect(looks).toBe(120);
  });

  it('takes the newest attempt of a release, and of a rollout just that one', async () => {
    const first = record('v2', over);
    const second = record('v2', { ...over, attempt: 2, outcome: 'ROLLED_BACK' });
    const both = [[first, second]];
    expect((await following({ release: first.release.id }, both)).seen).toEqual(['v2 ROLLED_BACK']);
    expect((await following({ release: first.name }, both)).seen).toEqual(['v2 DEPLOYED']);
    expect((await following({ rollout: first.name }, both)).seen).toEqual(['v2 DEPLOYED']);
  });
});
