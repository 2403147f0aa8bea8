import { describe, expect, it } from 'vitest';
import { readSource, sourceGraph } from '../support/source-graph.ts';

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly bin: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
}

const manifest: Manifest = JSON.parse(await readSource('package.json'));
const local: Manifest = JSON.parse(await readSource('local/package.json'));
/** The folders whose files are in the package. */
const packed = [
  ...['core', 'app', 'adapters', 'composition', 'functions'],
  ...['local', 'on-local-aws', 'cli', 'scenarios', 'examples'],
];
const graph = await sourceGraph(packed);

describe('The package', () => {
  it('has a scoped name, and is published by nobody by mistake', () => {
    expect(manifest.name).toMatch(/^@[a-z-]+\/greenlight$/);
    expect(manifest.private).toBe(true);
    expect(Object.keys(manifest.bin)).toEqual(['greenlight']);
  });

  it('brings along all that local/ needs, in the same versions, since local/ is in it', () => {
    expect(manifest.dependencies).toMatchObject(local.dependencies);
  });

  it('brings along every package that its files import', () => {
    const needed = [...graph]
      .filter(([file]) => !file.startsWith('local/example/'))
      .flatMap(([, imports]) => imports)
      .filter(({ isPackage, kind, target }) => isPackage && kind !== 'type' && !target.startsWith('node:'))
      .map(({ target }) => target.split('/', target.startsWith('@') ? 2 : 1).join('/'));
    expect([...new Set(needed)].filter((name) => manifest.dependencies[name] === undefined)).toEqual([]);
  });

  it('names every version exactly, since no lock file comes with it', () => {
    const loose = Object.entries(manifest.dependencies).filter(
      ([, version]) => !/^(npm:[a-z-]+@)?\d+\.\d+\.\d+$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  // The clone runs on Node 24, so no other test would notice.
  it('uses nothing that Node has only from version 21 on', async () => {
    const newer =
      /Promise\.(withResolvers|try)|(Object|Map)\.groupBy|Array\.fromAsync|RegExp\.escape|Iterator\.from|\bfs\.glob|matchesGlob|\.(keys|values|entries)\(\)\.(map|filter|some|every|find|toArray|take|drop|forEach|reduce)\(/;
    const found: string[] = [];
    for (const file of graph.keys()) {
      const code = (await readSource(file)).replace(/^\s*(\/\/|\/?\*).*$/gm, '');
      const [what] = newer.exec(code) ?? [];
      // Object.values() and its like give arrays.
      if (what !== undefined && !file.endsWith('in-browser.js')) found.push(`${file}: ${what}`);
    }
    expect(found).toEqual([]);
  });
});
