import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { advance } from '../../../core/gates/advance.ts';
import { configOf, minutes, nine } from '../../support/gates.ts';
import { pause } from './example-kind.ts';

describe('The example of docs/adding-a-gate.md', () => {
  it('is the one that is tested here', async () => {
    const page = await readFile(new URL('../../../docs/adding-a-gate.md', import.meta.url), 'utf8');
    const source = await readFile(new URL('./example-kind.ts', import.meta.url), 'utf8');
    expect(page).toContain(source.replaceAll('../../../core/gates/', './'));
  });

  it('is a kind like any other', () => {
    const gates = [{ kind: 'pause', config: configOf(pause, 'before', '15m') }];
    const look = (now: number, items: Parameters<typeof advance>[2]) =>
      advance('before', gates, items, { now, alarms: {} }, () => pause);
    const first = look(nine, []);
    expect(first.next).toEqual({ kind: 'waiting', n: 0, until: nine + minutes(15), why: 'pauses' });
    expect(look(nine + minutes(15), first.items).next).toEqual({ kind: 'passed' });
  });
});
