import { beforeEach, describe, expect, it } from 'vitest';
import { type OpenPages, poller } from '../../../../cli/dashboard/live/poller.ts';
import type { StreamMessage } from '../../../../core/dashboard/api.ts';

const asOf = '2026-01-05T10:00:00.000Z';
let now: number;
let timers: { readonly ms: number; readonly work: () => void }[];
let reads: OpenPages[];
let answer: () => Promise<StreamMessage[]>;

beforeEach(() => {
  now = 0;
  timers = [];
  reads = [];
  answer = async () => [];
});

const polling = () =>
  poller({
    timers: {
      now: () => now,
      every(ms, work) {
        const timer = { ms, work };
        timers.push(timer);
        return () => {
          timers = timers.filter((one) => one !== timer);
        };
      },
    },
    tickMs: 5000,
    awsNow: async () => Date.parse(asOf),
    read: async (open) => {
      reads.push(open);
      return answer();
    },
    troubleText: (error) => `trouble: ${(error as Error).message}`,
  });

/** Lets so much time pass, a tick at a time. */
async function pass(ms: number): Promise<void> {
  for (const until = now + ms; now < until; ) {
    now += 5000;
    for (const { work } of timers) work();
    await settled();
  }
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

function page(of: ReturnType<typeof polling>, rollout?: string) {
  const told: StreamMessage[] = [];
  return { told, close: of.open(rollout, (message) => told.push(message)) };
}
const kinds = (told: readonly StreamMessage[]) =>
  told.map(({ kind }) => kind).filter((kind) => kind !== 'clock');

describe('the poller', () => {
  it('reads nothing while no page is open', async () => {
    const one = polling();
    await pass(60_000);
    const { close } = page(one);
    await settled();
    expect(reads).toHaveLength(1);
    close();
    await pass(60_000);
    expect([reads.length, timers.length]).toEqual([1, 0]);
  });

  it('reads once for all pages', async () => {
    const one = polling();
    for (const rollout of [undefined, undefined, 'iris-1-1', 'iris-1-1', 'rose-1-1']) page(one, rollout);
    await settled();
    reads = [];
    await pass(5000);
    expect(reads).toEqual([{ overview: true, rollouts: ['iris-1-1', 'rose-1-1'] }]);
  });

  it('does not begin a round before the last one has ended', async () => {
    let end: (messages: StreamMessage[]) => void = () => {};
    answer = () =>
      new Promise((resolve) => {
        end = resolve;
      });
    page(polling());
    await pass(30_000);
    expect(reads).toHaveLength(1);
    end([]);
    await settled();
    await pass(5000);
    expect(reads).toHaveLength(2);
  });

  it('tells a page what concerns it, and its clock', async () => {
    const one = polling();
    const [all, iris] = [page(one), page(one, 'iris-1-1')];
    await settled();
    answer = async () => [
      { kind: 'endpoints', asOf },
      { kind: 'rollout', rollout: 'iris-1-1', asOf },
      { kind: 'rollout', rollout: 'rose-1-1', asOf },
    ];
    await pass(5000);
    expect(kinds(all.told)).toEqual(['endpoints']);
    expect(kinds(iris.told)).toEqual(['rollout']);
    expect(iris.told).toContainEqual({ kind: 'clock', now: Date.parse(asOf) });
  });

  it('tells what AWS refuses, waits longer after each time, and tells all anew once it is mended', async () => {
    answer = async () => {
      throw new Error('Rate exceeded');
    };
    const { told } = page(polling(), 'iris-1-1');
    await pass(180_000);
    // At once, then 5, 10, 20, 40 and 60 seconds after the one before.
    expect(reads).toHaveLength(6);
    expect(told).toContainEqual({ kind: 'trouble', text: 'trouble: Rate exceeded' });
    answer = async () => [];
    await pass(60_000);
    expect(kinds(told).slice(-2)).toEqual(['trouble', 'rollout']);
  });

  it('tells a page that opens meanwhile of the trouble', async () => {
    answer = async () => {
      throw new Error('Rate exceeded');
    };
    const one = polling();
    page(one);
    await settled();
    expect(kinds(page(one).told)).toEqual(['trouble']);
  });
});
