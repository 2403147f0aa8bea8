import { beforeAll, describe, expect, it } from 'vitest';
import { channelIdSchema } from '../../core/values/channel-id.ts';
import { sources } from '../../tools/package-if-stale.ts';
import { arrows, isAllowed, pureCrypto, topOf, within } from '../support/arrows.ts';
import { cycleIn, type Import, importsOf, readSource, sourceGraph } from '../support/source-graph.ts';

const folders = Object.keys(arrows);
const controller = ['core', 'app', 'adapters', 'composition', 'functions'];

let graph: Map<string, readonly Import[]>;
beforeAll(async () => {
  graph = await sourceGraph(folders);
});

describe('The arrows (docs/architecture.md, "What each folder may touch")', () => {
  it.each(folders)('hold in %s/', (folder) => {
    const files = [...graph].filter(([file]) => topOf(file) === folder);
    expect(files.length).toBeGreaterThan(0);
    const wrong = files.flatMap(([file, imports]) =>
      imports
        .filter((found) => !isAllowed(file, found))
        .map(({ target, kind }) => `${file} → ${target} (${kind})`),
    );
    expect(wrong).toEqual([]);
  });

  it('never lead round in a circle while running', () => {
    const edges = edgesOf(({ kind }) => kind !== 'type');
    expect(cycleIn(edges)).toBeUndefined();
  });

  it.each([
    ['the controller', controller],
    ['the local AWS', ['local']],
  ])('never lead round in a circle in %s, types included', (_, rooms) => {
    const edges = edgesOf(() => true);
    for (const file of edges.keys()) if (!rooms.includes(topOf(file))) edges.delete(file);
    expect(cycleIn(edges)).toBeUndefined();
  });

  it('lead from core to pure functions of node:crypto alone, by name', async () => {
    const wrong: string[] = [];
    for (const [file, imports] of graph) {
      const whole = imports.filter(({ target }) => target === 'node:crypto').length;
      if (topOf(file) !== 'core' || whole === 0) continue;
      const named = cryptoNames(await readSource(file));
      if (named.length !== whole) wrong.push(`${file}: node:crypto, not by name`);
      wrong.push(
        ...named
          .flat()
          .filter((name) => !pureCrypto.includes(name))
          .map((name) => `${file}: ${name}`),
      );
    }
    expect(wrong).toEqual([]);
  });

  it.each(['core', 'app', 'adapters', 'cli'])(
    'never lead round in a circle among the rooms of %s/',
    (folder) => {
      const rooms = new Map<string, Set<string>>();
      for (const [file, targets] of edgesOf(() => true)) {
        if (topOf(file) !== folder) continue;
        const from = roomOf(file);
        const to = rooms.get(from) ?? new Set();
        for (const target of targets)
          if (topOf(target) === folder && roomOf(target) !== from) to.add(roomOf(target));
        rooms.set(from, to);
      }
      expect(rooms.size).toBeGreaterThan(3);
      expect(cycleIn(new Map([...rooms].map(([room, to]) => [room, [...to]])))).toBeUndefined();
    },
  );
});

describe('A channel', () => {
  it.each(channelIdSchema.options)(
    '%s is known to its own rooms, the composition and entries alone',
    (channel) => {
      const rooms = ['core', 'app', 'adapters'].map((layer) => `${layer}/${channel}`);
      const files = [...graph].filter(([file]) => within(file, ['core', 'app', 'adapters']));
      expect(files.some(([file]) => within(file, rooms))).toBe(true);
      const wrong = files
        .filter(([file]) => !within(file, rooms))
        .flatMap(([file, imports]) =>
          imports.filter(({ target }) => within(target, rooms)).map(({ target }) => `${file} → ${target}`),
        );
      expect(wrong).toEqual([]);
    },
  );
});

/** The names of each import of node:crypto that has names. */
const cryptoNames = (source: string): string[][] =>
  [...source.matchAll(/\bimport (?:type )?\{([^}]*)\} from 'node:crypto'/g)].map(([, names = '']) =>
    names.split(',').flatMap((name) => name.trim().split(' as ')[0] || []),
  );

/** A folder of the layer, or a file beside its folders. */
const roomOf = (file: string) => file.split('/').slice(0, 2).join('/');

function edgesOf(counts: (found: Import) => boolean): Map<string, string[]> {
  return new Map(
    [...graph].map(([file, imports]) => [
      file,
      imports.filter((found) => counts(found) && graph.has(found.target)).map(({ target }) => target),
    ]),
  );
}

describe('The test of the arrows itself', () => {
  const found = (source: string) => importsOf('core/plan/x.ts', source);

  it.each([
    [`import { a } from '../b.ts';`, 'core/b.ts', 'static'],
    [`import type { A } from '../b.ts';`, 'core/b.ts', 'type'],
    [`import type {\n  A,\n  B,\n} from '../b.ts';`, 'core/b.ts', 'type'],
    [`export type { A } from './b.ts';`, 'core/plan/b.ts', 'type'],
    [`export * from './b.ts';`, 'core/plan/b.ts', 'static'],
    [`import { type A } from './b.ts';`, 'core/plan/b.ts', 'static'],
    [`interface X { a: import('../b.ts').A }`, 'core/b.ts', 'type'],
    [
      `const one = '…';\ntype Y = '’' | typeof import('./b.ts') | Map<string, 'x'>;`,
      'core/plan/b.ts',
      'type',
    ],
    [`import '@aws-sdk/client-s3';`, '@aws-sdk/client-s3', 'static'],
    [`const b = await import('../../adapters/s3.ts');`, 'adapters/s3.ts', 'dynamic'],
    ['const b = await import(path);', '(computed)', 'dynamic'],
  ])('sees %s', (source, target, kind) => {
    expect(found(source)).toMatchObject([{ target, kind }]);
  });

  it('sees neither comments nor import.meta', () => {
    expect(found(`// import { a } from './a.ts';\nconst here = import.meta.url;`)).toEqual([]);
    expect(found(`/** As import('./a.ts').A. */\nexport const a = 1;`)).toEqual([]);
  });

  it('sees what is imported of node:crypto', () => {
    const source = `import { createHash, randomUUID as id } from 'node:crypto';\nimport * as all from 'node:crypto';`;
    expect(cryptoNames(source)).toEqual([['createHash', 'randomUUID']]);
    expect(found(source)).toHaveLength(2);
  });

  it.each([
    ['core/a.ts', `import { s3Artifacts } from '../adapters/s3.ts';`],
    ['core/a.ts', `import type { X } from '../adapters/s3.ts';`],
    ['core/a.ts', `import fs from 'node:fs';`],
    ['core/a.ts', `import type { S3Client } from '@aws-sdk/client-s3';`],
    ['core/a.ts', `type X = import('../adapters/s3.ts').X;`],
    ['adapters/a.ts', `import { seededRandom } from '../local/random.ts';`],
    ['app/a.ts', `import type { X } from '../adapters/s3.ts';`],
    ['app/a.ts', `import type { S3Client } from '@aws-sdk/client-s3';`],
    ['functions/a.ts', `import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';`],
    ['functions/a.ts', `import { S3Client } from '@aws-sdk/client-s3';`],
    ['functions/a.ts', `import { make } from './b.ts';`],
    ['functions/a.ts', `import fs from 'node:fs';`],
    ['local/a.ts', `import { releaseId } from '../core/release.ts';`],
    ['local/a.ts', `import type { X } from '../functions/a.ts';`],
    ['local/a.ts', `import type { Release } from '../core/release.ts';`],
    ['local/a.ts', `import { stackName } from '../on-local-aws/names.ts';`],
    ['on-local-aws/a.ts', `import { make } from '../functions/a.ts';`],
    ['local/a.ts', `import { x } from '../a-folder-without-a-rule/x.ts';`],
    ['local/lambda/a.ts', 'await import(path);'],
    ['cli/a.ts', `import { make } from '../functions/a.ts';`],
  ])('forbids %s: %s', (file, source) => {
    expect(importsOf(file, source).map((wrong) => isAllowed(file, wrong))).toEqual([false]);
  });
});

it('What functions are bundled from is what makes a package stale', () => {
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const { target, isPackage } of graph.get(file) ?? []) if (!isPackage) visit(target);
  };
  for (const file of graph.keys()) if (topOf(file) === 'functions') visit(file);
  expect([...reached].filter((file) => !within(file, sources))).toEqual([]);
});
