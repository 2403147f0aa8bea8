import { describe, expect, it } from 'vitest';
import { gatheredReads } from '../../adapters/gathered-reads.ts';

/** Reads each key as its own length, and keeps what was asked for in one call. */
function reader(most = 100) {
  const calls: (readonly string[])[] = [];
  let failure: Error | undefined;
  const read = gatheredReads(async (keys: readonly string[]) => {
    calls.push(keys);
    if (failure !== undefined) throw failure;
    return keys.map((key) => key.length);
  }, most);
  return {
    calls,
    read,
    fail: (error: Error | undefined) => {
      failure = error;
    },
  };
}

describe('Reads that are asked for', () => {
  it('at the same moment are one call, and each gets its own', async () => {
    const { read, calls } = reader();
    const later = async () => read('ccc');
    expect(await Promise.all([read('a'), read('bb'), later(), read('a')])).toEqual([1, 2, 3, 1]);
    expect(calls).toEqual([['a', 'bb', 'ccc', 'a']]);
  });

  it('one after another are one call each: none is older than the moment at which it was asked for', async () => {
    const { read, calls } = reader();
    await read('a');
    await read('a');
    expect(calls).toEqual([['a'], ['a']]);
  });

  it('in a greater number than a call takes are several', async () => {
    const { read, calls } = reader(2);
    expect(await Promise.all(['a', 'b', 'c'].map(read))).toEqual([1, 1, 1]);
    expect(calls).toEqual([['a', 'b'], ['c']]);
  });

  it('fail together, and may be asked for again', async () => {
    const { read, fail } = reader();
    fail(new Error('throttled'));
    const both = await Promise.allSettled([read('a'), read('b')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fail(undefined);
    expect(await read('a')).toBe(1);
  });
});
