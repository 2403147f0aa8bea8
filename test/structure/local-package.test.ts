import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Import, readSource, repository, sourceGraph } from '../support/source-graph.ts';

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const manifestOf = async (file: string): Promise<Manifest> => JSON.parse(await readSource(file));

/** `@aws-sdk/core/protocols` is of `@aws-sdk/core`. */
const packageOf = (target: string): string =>
  target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');

/** JavaScript that has no ES module is required: `require('dynalite/db')`, also with a part that is computed. */
const requiredBy = (source: string): string[] =>
  [...source.matchAll(/\brequire\(['`]([^.'`][^'`]*)/g)].map(([, target = '']) => target);

/** The packages that files of local/ use, by package; Node's own and the package itself are none. */
async function usedPackages(
  graph: ReadonlyMap<string, readonly Import[]>,
  own: string,
): Promise<Set<string>> {
  const used = new Set<string>();
  for (const [file, imports] of graph) {
    const imported = imports.filter(({ isPackage }) => isPackage).map(({ target }) => target);
    for (const target of [...imported, ...requiredBy(await readSource(file))]) {
      const name = packageOf(target);
      if (name !== own && !name.startsWith('node:')) used.add(name);
    }
  }
  return used;
}

describe('The package in local/', () => {
  let manifest: Manifest;
  let graph: Map<string, readonly Import[]>;
  beforeAll(async () => {
    manifest = await manifestOf('local/package.json');
    graph = await sourceGraph(['local']);
  });

  it('does not name Greenlight, in code, texts or comments', async () => {
    const entries = await readdir(join(repository, 'local'), { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(repository.length + 1)
          .replaceAll('\\', '/'),
      )
      .filter((file) => !file.includes('node_modules/'));
    expect(files).toContain('local/README.md');
    const named: string[] = [];
    for (const file of files) {
      (await readSource(file)).split('\n').forEach((line, index) => {
        if (/green.?light/i.test(line)) named.push(`${file}:${index + 1}: ${line.trim()}`);
      });
    }
    expect(named).toEqual([]);
  });

  it('imports no file outside itself, not even a type', () => {
    const outside = [...graph].flatMap(([file, imports]) =>
      imports
        .filter(({ target, isPackage }) => !isPackage && !target.startsWith('local/'))
        .map(({ target }) => `${file} → ${target}`),
    );
    expect(outside).toEqual([]);
  });

  it('depends on the packages that it uses, and on no other', async () => {
    const used = await usedPackages(graph, manifest.name);
    expect([...used].sort()).toEqual(Object.keys(manifest.dependencies).sort());
  });

  it('shares its packages with Greenlight, in the same versions', async () => {
    const root = await manifestOf('package.json');
    const pinned = { ...root.dependencies, ...root.devDependencies };
    for (const [name, version] of Object.entries(manifest.dependencies)) {
      expect(`${name}@${pinned[name] ?? version}`).toBe(`${name}@${version}`);
    }
    const { packages } = JSON.parse(await readSource('package-lock.json')) as { packages: object };
    expect(Object.keys(packages).filter((path) => path.startsWith('local/node_modules/'))).toEqual([]);
  });

  it('has an entry, which the README’s example needs nothing beside', () => {
    expect(manifest.exports).toEqual({ '.': './index.ts' });
    const examples = [...graph].filter(([file]) => file.startsWith('local/example/'));
    expect(examples.length).toBeGreaterThan(0);
    const beside = examples.flatMap(([file, imports]) =>
      imports
        .filter(({ target, isPackage }) => !isPackage && !target.startsWith('local/example/'))
        .map(({ target }) => `${file} → ${target}`),
    );
    expect(beside).toEqual([]);
  });

  it('shows the example in its README as it is', async () => {
    const readme = await readSource('local/README.md');
    for (const file of ['start.ts', 'count-words.ts']) {
      expect(readme).toContain(`\`\`\`ts\n${await readSource(`local/example/${file}`)}\`\`\``);
    }
  });
});

describe('The test of the package itself', () => {
  it.each([
    ['@aws-sdk/core/protocols', '@aws-sdk/core'],
    ['hono', 'hono'],
    ['dynalite/db', 'dynalite'],
  ])('takes %s as %s', (target, name) => {
    expect(packageOf(target)).toBe(name);
  });

  it('sees what is required', () => {
    const source = "require('dynalite/db'); require(`dynalite/actions/x`); require('./y')";
    expect(requiredBy(source)).toEqual(['dynalite/db', 'dynalite/actions/x']);
  });
});
