import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../local/random.ts';
import { type Callback, TaskTokens } from '../../../local/states/task-tokens.ts';

describe('TaskTokens', () => {
  const callback: Callback = { kind: 'succeeded', output: '1' };

  it('hands a callback to its task once, whatever the task does with it', () => {
    const tokens = new TaskTokens(seededRandom(1));
    const received: Callback[] = [];
    const token = tokens.mint('machine');
    tokens.open(token, { complete: (given) => received.push(given), heartbeat: () => undefined });
    tokens.complete(token, callback);
    expect(() => tokens.complete(token, callback)).toThrow('Provided task does not exist anymore');
    expect(() => tokens.heartbeat(token)).toThrow('Provided task does not exist anymore');
    expect(received).toEqual([callback]);
  });

  it('does not know a token before its task waits, and makes no two alike', () => {
    const tokens = new TaskTokens(seededRandom(1));
    const minted = Array.from({ length: 100 }, () => tokens.mint('machine'));
    expect(new Set(minted).size).toBe(100);
    expect(() => tokens.complete(minted[0] as string, callback)).toThrow('Task Does Not Exist');
  });
});
