import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sleepers } from '../../../local/clock/sleepers.ts';

describe('sleepers', () => {
  it('wake by due instant, and among equals by who lay down first, but for those who were called off', async () => {
    const plans = fc.array(fc.record({ due: fc.integer({ min: 0, max: 9 }), calledOff: fc.boolean() }), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(plans, async (all) => {
        const sleepers = new Sleepers();
        const woken: number[] = [];
        const refused: number[] = [];
        const asleep = all.map(({ due }, index) => {
          const abort = new AbortController();
          sleepers.add(due, abort.signal).then(
            () => woken.push(index),
            () => refused.push(index),
          );
          return abort;
        });
        all.forEach(({ calledOff }, index) => {
          if (calledOff) asleep[index]?.abort(new Error('called off'));
        });

        const dues: number[] = [];
        for (let due = sleepers.next(); due !== undefined; due = sleepers.next()) {
          dues.push(due);
          sleepers.wakeNext();
          await Promise.resolve();
        }
        await Promise.resolve();
        const expected = all
          .map((plan, index) => ({ ...plan, index }))
          .filter(({ calledOff }) => !calledOff)
          .sort((a, b) => a.due - b.due || a.index - b.index);
        expect(woken).toEqual(expected.map(({ index }) => index));
        expect(dues).toEqual(expected.map(({ due }) => due));
        expect(refused).toHaveLength(all.length - expected.length);
      }),
    );
  });

  it('tells of whoever lies down or is called off, and has nobody else woken when there is no one', () => {
    let changes = 0;
    const sleepers = new Sleepers(() => {
      changes += 1;
    });
    sleepers.wakeNext();
    expect(sleepers.next()).toBeUndefined();

    const abort = new AbortController();
    const slept = sleepers.add(5, abort.signal);
    expect([sleepers.next(), changes]).toEqual([5, 1]);
    abort.abort(new Error('enough'));
    expect([sleepers.next(), changes]).toEqual([undefined, 2]);
    return expect(slept).rejects.toThrow('enough');
  });
});
