import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventFault } from '../../../local/events/event-faults.ts';
import { functionArn, setting } from './setting.ts';

/** A bus with rules `one` and `two`, each with a function of its name, both for everything of `app`. */
function disturbed(...faults: EventFault[]) {
  const world = setting();
  for (const name of ['one', 'two']) {
    world.bus.putRule({
      name,
      eventPattern: { source: ['app'] },
      targets: [{ id: name, arn: functionArn(name) }],
    });
  }
  const planned = faults.map((fault) => world.bus.disturb(fault));
  const put = (...numbers: number[]) =>
    world.client.send(
      new PutEventsCommand({
        Entries: numbers.map((n) => ({ Source: 'app', DetailType: 'Step', Detail: JSON.stringify({ n }) })),
      }),
    );
  /** What a function was given so far: at which second, which number, under which event id. */
  const given = (name: string) =>
    world.invoked
      .filter(({ arn }) => arn === functionArn(name))
      .map(({ at, payload }) => {
        const { id, detail } = payload as { id: string; detail: { n: number } };
        return { at, n: detail.n, id };
      });
  const times = (name: string) => given(name).map(({ at, n }) => [at, n]);
  return { ...world, planned, put, given, times };
}

const second = { detail: { n: [2] } };

describe('An event fault', () => {
  it('drops what matches, and listeners hear of it all the same', async () => {
    const w = disturbed({ matching: second, effect: { kind: 'drop' } });
    const heard: unknown[] = [];
    w.bus.onEvent(({ detail }) => heard.push(detail.n));
    await w.put(1, 2, 3);
    await w.clock.advance(86_400_000);
    expect(w.times('one')).toEqual([
      [0, 1],
      [0, 3],
    ]);
    expect(heard).toEqual([1, 2, 3]);
    expect(w.planned[0]?.struck).toBe(1);
  });

  it('duplicates under the same event id, as AWS does', async () => {
    const w = disturbed({ matching: second, effect: { kind: 'duplicate', copies: 2, afterMs: 5000 } });
    await w.put(1, 2);
    await w.clock.advance(86_400_000);
    expect(w.times('one')).toEqual([
      [0, 1],
      [0, 2],
      [5, 2],
      [10, 2],
    ]);
    expect(new Set(w.given('one').map(({ id }) => id)).size).toBe(2);
  });

  it('delays, so that a later event comes first', async () => {
    const w = disturbed({ matching: ({ detail }) => detail.n === 1, effect: { kind: 'delay', ms: 3000 } });
    await w.put(1);
    await w.clock.advance(1000);
    await w.put(2);
    await w.clock.advance(86_400_000);
    expect(w.times('one')).toEqual([
      [1, 2],
      [3, 1],
    ]);
  });

  it('is on the way to one rule only, if it names it', async () => {
    const w = disturbed({ rule: 'two', effect: { kind: 'drop' } });
    await w.put(1);
    await w.clock.advance(1000);
    expect([w.times('one'), w.times('two')]).toEqual([[[0, 1]], []]);
  });

  it('strikes from the nth on, so many times, until it is called off', async () => {
    const w = disturbed(
      { nth: 3, times: 2, effect: { kind: 'drop' } },
      { matching: { detail: { n: [5, 6] } }, effect: { kind: 'drop' } },
    );
    await w.put(1, 2, 3, 4, 5);
    await w.clock.advance(1000);
    w.planned[1]?.cancel();
    await w.put(6);
    await w.clock.advance(1000);
    expect(w.given('one').map(({ n }) => n)).toEqual([1, 2, 6]);
  });

  it('adds up with others: a delayed event that is doubled comes twice, late', async () => {
    const w = disturbed({ effect: { kind: 'delay', ms: 1000 } }, { effect: { kind: 'duplicate' } });
    await w.put(1);
    await w.clock.advance(10_000);
    expect(w.times('one')).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  it('reorders by chance: nothing is lost or doubled, all within the span, the same with the same seed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20_000 }), async (withinMs) => {
        const runs = [];
        for (let run = 0; run < 2; run += 1) {
          const w = disturbed({ rule: 'one', effect: { kind: 'reorder', withinMs } });
          await w.put(1, 2, 3, 4, 5, 6);
          await w.clock.advance(86_400_000);
          const came = w.times('one');
          expect(came.map(([, n]) => n).toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
          expect(came.every(([at = 0]) => at * 1000 < withinMs)).toBe(true);
          runs.push(came);
        }
        expect(runs[0]).toEqual(runs[1]);
      }),
      { numRuns: 20 },
    );
    const w = disturbed({ effect: { kind: 'reorder', withinMs: 20_000 } });
    await w.put(1, 2, 3, 4, 5, 6);
    await w.clock.advance(86_400_000);
    expect(w.given('one').map(({ n }) => n)).not.toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('with a chance strikes some, not all', async () => {
    const w = disturbed({ chance: 0.5, effect: { kind: 'drop' } });
    for (let n = 0; n < 10; n += 1) await w.put(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    await w.clock.advance(1000);
    expect(w.planned[0]?.struck).toBe(100 - w.given('one').length);
    expect(w.given('one').length).toBeGreaterThan(30);
    expect(w.given('one').length).toBeLessThan(70);
  });

  it('must have a pattern that AWS would take', () => {
    expect(() => disturbed({ matching: { detail: 'x' }, effect: { kind: 'drop' } })).toThrow(
      'Event pattern is not valid',
    );
  });
});
