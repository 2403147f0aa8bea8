import { transformSync } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { channelIdSchema } from '../../core/values/channel-id.ts';
import { sources } from '../../tools/package-if-stale.ts';
import { cycleIn, type Import, importsOf, readSource, sourceGraph } from '../support/source-graph.ts';

/**
 * Who may import whom (design §3). A folder not named here may be imported by nobody.
 */
const arrows: Record<string, { to: string[]; packages: RegExp }> = {
  // Hashing is pure; everything else of Node's is not.
  core: { to: ['core'], packages: /^(zod|node:crypto)$/ },
  adapters: {
    to: ['adapters', 'core'],
    packages: /^(@aws-sdk\/.+|@aws-lambda-powertools\/logger|jsonata|yaml|tar-stream|zod|node:.+)$/,
  },
  // What the service does, as functions of ports.
  app: { to: ['app', 'core'], packages: /^zod$/ },
  // The one place where ports are given what they are on AWS.
  composition: { to: ['composition', 'app', 'adapters', 'core'], packages: /^(@aws-sdk\/client-.+|zod)$/ },
  // Entries alone: an event is parsed, a use case called. None imports another.
  functions: {
    to: ['composition', 'app', 'adapters/lambda', 'core'],
    packages: /^zod$/,
  },
  // A package of its own (local-package.test.ts): it knows nothing of Greenlight, not even a type. The simulator never
  // takes over the controller's decisions: two readings of AWS's documents, not one.
  local: { to: ['local'], packages: /^(?!@aws-lambda-powertools)/ },
  // What Greenlight hands the local AWS: its names, and the sources of its handlers by the template's handler path.
  'on-local-aws': {
    to: ['on-local-aws', 'local'],
    packages: /^(@aws-sdk\/client-secrets-manager|node:path)$/,
  },
  cli: {
    to: [
      'cli',
      'app/findings',
      'core',
      'adapters',
      'local',
      'on-local-aws',
      'examples',
      'tools',
      'scenarios',
    ],
    packages: /^/,
  },
  // Stories' expectations are written by hand, never with the controller's arithmetic or the simulator's.
  scenarios: {
    to: ['scenarios', 'local', 'on-local-aws'],
    packages: /^(@aws-sdk\/(client-.+|lib-dynamodb)|yaml|zod|node:.+)$/,
  },
  bench: {
    to: ['bench', 'local', 'on-local-aws', 'adapters', 'tools', 'examples', 'test/support'],
    packages: /^(@aws-sdk\/client-.+|esbuild|yaml|node:.+)$/,
  },
  conformance: { to: ['conformance'], packages: /^node:/ },
  // Examples stand alone; tools may generate from core (the manifest's JSON Schema), and drive a browser.
  examples: { to: ['examples'], packages: /^/ },
  tools: { to: ['tools', 'core'], packages: /^(node:.+|playwright-core)$/ },
};
const folders = Object.keys(arrows);
const controller = ['core', 'app', 'adapters', 'composition', 'functions'];

let graph: Map<string, readonly Import[]>;
beforeAll(async () => {
  graph = await sourceGraph(folders);
});

const topOf = (path: string) => path.slice(0, path.indexOf('/'));
const within = (target: string, allowed: readonly string[]) =>
  allowed.some((folder) => target.startsWith(`${folder}/`));

function isAllowed(file: string, { target, isPackage }: Import): boolean {
  const rule = arrows[topOf(file)];
  if (rule === undefined) return false;
  // The one edge to the handlers' sources, chosen by the template's handler path.
  if (target === '(computed)') return file === 'on-local-aws/load-source.ts';
  if (isPackage) return rule.packages.test(target);
  return within(target, rule.to);
}

describe('The arrows of design §3', () => {
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

  it.each(['core', 'app', 'adapters'])('never lead round in a circle among the rooms of %s/', (folder) => {
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
  });
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
    [`import '@aws-sdk/client-s3';`, '@aws-sdk/client-s3', 'static'],
    [`const b = await import('../../adapters/s3.ts');`, 'adapters/s3.ts', 'dynamic'],
    ['const b = await import(path);', '(computed)', 'dynamic'],
  ])('sees %s', (source, target, kind) => {
    expect(found(source)).toMatchObject([{ target, kind }]);
  });

  it('sees neither comments nor import.meta', () => {
    expect(found(`// import { a } from './a.ts';\nconst here = import.meta.url;`)).toEqual([]);
  });

  it.each([
    ['core/a.ts', `import { s3Artifacts } from '../adapters/s3.ts';`],
    ['core/a.ts', `import type { X } from '../adapters/s3.ts';`],
    ['core/a.ts', `import fs from 'node:fs';`],
    ['core/a.ts', `import type { S3Client } from '@aws-sdk/client-s3';`],
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

describe('Time, chance and the environment', () => {
  /** Ambient reads; `new Date(instant)` is none. */
  const ambient =
    /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.env\b|\bset(Timeout|Interval|Immediate)\b|\bperformance\b|\bhrtime\b/g;
  const seam = 'adapters/lambda/seam.ts';

  /** Code without comments and types. */
  const codeOf = (source: string) => transformSync(source, { loader: 'ts', legalComments: 'none' }).code;

  it('are read nowhere but in the clock and at the one seam', async () => {
    const files = [...graph.keys()].filter(
      (file) => within(file, [...controller, 'local']) && !within(file, ['local/clock']) && file !== seam,
    );
    const found: string[] = [];
    for (const file of files) {
      const reads = codeOf(await readSource(file)).match(ambient) ?? [];
      found.push(...reads.map((read) => `${file}: ${read}`));
    }
    expect(found).toEqual([]);
  });

  it('instants become text, and text instants, in one file', async () => {
    // Days and wall clocks are no instants: the calendar of gates reckons with its own.
    const files = [...graph.keys()].filter(
      (file) =>
        within(file, [...controller, 'cli']) &&
        !within(file, ['core/gates/time']) &&
        file !== 'core/values/instant.ts',
    );
    const found: string[] = [];
    for (const file of files) {
      const conversions = codeOf(await readSource(file)).match(/\bDate\.parse\b|\.toISOString\(/g) ?? [];
      found.push(...conversions.map((conversion) => `${file}: ${conversion}`));
    }
    expect(found).toEqual([]);
  });

  it('are found where they are: at the seam', async () => {
    // The stopwatch reads host time twice: once to start, once to tell.
    const reads = ['process.env', 'Date.now', 'performance', 'performance'];
    expect(codeOf(await readSource(seam)).match(ambient)).toEqual(reads);
  });
});
