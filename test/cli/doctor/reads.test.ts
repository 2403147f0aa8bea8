import { describe, expect, it } from 'vitest';
import { eachLookedAt, lookedAt } from '../../../cli/doctor/looked-at.ts';
import { notedReads } from '../../../cli/doctor/noted-reads.ts';
import { patiently } from '../../../cli/doctor/patiently.ts';

const failing = (name: string) => () => Promise.reject(Object.assign(new Error(name), { name }));

describe('A look at a part of the installation', () => {
  it.each([
    ['ResourceNotFoundException', { kind: 'missing' }],
    ['QueueDoesNotExist', { kind: 'missing' }],
    ['StateMachineDoesNotExist', { kind: 'missing' }],
    ['AccessDeniedException', { kind: 'denied', right: 'a:Right' }],
    ['AuthorizationError', { kind: 'denied', right: 'a:Right' }],
  ])('that ends in %s', async (name, expected) => {
    expect(await lookedAt('a:Right', failing(name))).toEqual(expected);
  });

  it('does not take anything else for an answer', async () => {
    await expect(lookedAt('a:Right', failing('ThrottlingException'))).rejects.toThrow('ThrottlingException');
  });

  it('is taken at each of many', async () => {
    const names = Array.from({ length: 12 }, (_, n) => `n${n}`);
    const found = await eachLookedAt(names, 'a:Right', async (name) => name.length);
    expect(Object.keys(found)).toEqual(names);
    expect(found.n11).toEqual({ kind: 'read', value: 3 });
  });
});

describe('A read about an endpoint', () => {
  it('that is not allowed is noted once', async () => {
    const { unread, read } = notedReads();
    expect(await read('history', 'a:Get', failing('AccessDeniedException'))).toBeUndefined();
    expect(await read('history', 'a:Query', failing('AccessDeniedException'))).toBeUndefined();
    expect(unread).toEqual([{ what: 'history', right: 'a:Get' }]);
  });

  it('of what is not there, or not offered, is nothing to note', async () => {
    const { unread, read } = notedReads();
    for (const name of ['ResourceNotFoundException', 'NoSuchBucket', 'UnknownOperationException'])
      expect(await read('x', 'a:Right', failing(name))).toBeUndefined();
    expect(unread).toEqual([]);
    await expect(read('x', 'a:Right', failing('ThrottlingException'))).rejects.toThrow();
  });
});

describe('Patience', () => {
  const throttled = failing('ThrottlingException');

  it('reads again for a while, longer and longer apart', async () => {
    const pauses: number[] = [];
    const pause = async (ms: number) => void pauses.push(ms);
    let left = 3;
    const read = () => (left-- > 0 ? throttled() : Promise.resolve('read'));
    expect(await patiently(read, pause)).toBe('read');
    expect(pauses).toEqual([500, 1000, 2000]);
  });

  it('ends, and has none with anything else', async () => {
    const pause = async () => {};
    await expect(patiently(throttled, pause)).rejects.toThrow('ThrottlingException');
    let reads = 0;
    const other = () => {
      reads += 1;
      return failing('AccessDenied')();
    };
    await expect(patiently(other, pause)).rejects.toThrow('AccessDenied');
    expect(reads).toBe(1);
  });
});
