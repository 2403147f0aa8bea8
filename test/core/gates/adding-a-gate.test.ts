import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advance } from '../../../core/gates/advance.ts';
import { configOf, minutes, nine } from '../../support/gates.ts';
import { compiled, copyOf, exampleAt, schemas, scripted, tested } from '../../support/recipe.ts';
import { repository } from '../../support/source-graph.ts';
import { pause } from './example-kind.ts';

/** The recipe of docs/adding-a-gate.md, followed in a copy: a file, a line in the list, the schema, an example. */

const minute = 60_000;
const read = (path: string) => readFile(join(repository, path), 'utf8');
const source = await exampleAt('test/core/gates/example-kind.ts', 'core/gates/pause.ts');
/** What it looks like in the tests' list of one of each kind. */
const written = "pause: () => ({ for: '15m' }),";

let copy: string;
beforeAll(async () => {
  copy = await copyOf(['core', 'test/core', 'test/support', 'tools', ...schemas]);
  await writeFile(join(copy, 'core/gates/pause.ts'), source);
  const list = await read('core/gates/kinds.ts');
  const added = list
    .replace(/^import /m, "import { pause } from './pause.ts';\n$&")
    .replace(/(const gateKinds: readonly AnyGateKind\[\] = \[[^\]]*?),?\s*\];/, '$1, pause];');
  await writeFile(join(copy, 'core/gates/kinds.ts'), added);
  const kinds = await read('test/core/gates/kinds.test.ts');
  await writeFile(
    join(copy, 'test/core/gates/kinds.test.ts'),
    kinds.replace(/const written: .* = \{/, (table) => `${table}\n${written}`),
  );
}, minute);
afterAll(async () => {
  await rm(copy, { recursive: true, force: true });
});

describe('The example of docs/adding-a-gate.md', () => {
  it('is the one that is tested here, as biome leaves it', async () => {
    const page = await read('docs/adding-a-gate.md');
    expect(page).toContain(source);
    expect(page).toContain(written);
  });

  it(
    'compiles, and breaks no test of the manifest, of gates or of plans',
    async () => {
      expect(await scripted(copy, 'schema')).toBe('');
      expect(await compiled(copy, ['core'])).toBe('');
      expect(await tested(copy, ['test/core/manifest', 'test/core/gates', 'test/core/plan'])).toBe('');
    },
    2 * minute,
  );

  it('is a kind like any other', () => {
    const gates = [{ kind: 'pause', config: configOf(pause, 'before', '15m') }];
    const look = (now: number, items: Parameters<typeof advance>[2]) =>
      advance('before', gates, items, { now, alarms: {} }, () => pause);
    const first = look(nine, []);
    expect(first.next).toEqual({ kind: 'waiting', n: 0, until: nine + minutes(15), why: 'pauses' });
    expect(look(nine + minutes(15), first.items).next).toEqual({ kind: 'passed' });
  });
});
