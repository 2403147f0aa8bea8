import { readdir, readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { init, parse } from 'es-module-lexer';
import { transformSync } from 'esbuild';

export const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export interface Import {
  /**
   * A file of ours relative to the repository (`core/values/problem.ts`), or a package (`zod`,
   * `node:crypto`).
   */
  readonly target: string;
  readonly isPackage: boolean;
  /** `dynamic` is `import()` at run time; its target is `(computed)` if it is not a literal. */
  readonly kind: 'static' | 'type' | 'dynamic';
}

/** The imports of each source file below the folders, by path relative to the repository. */
export async function sourceGraph(folders: readonly string[]): Promise<Map<string, readonly Import[]>> {
  await init;
  const files = (await Promise.all(folders.map(sourcesIn))).flat().sort();
  const graph = new Map<string, readonly Import[]>();
  for (const file of files) graph.set(file, importsOf(file, await readSource(file)));
  return graph;
}

/** All TypeScript and JavaScript files below a folder. */
async function sourcesIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(repository, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(tsx?|mts|mjs|js)$/.test(entry.name))
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

export const readSource = (file: string): Promise<string> => readFile(join(repository, file), 'utf8');

/**
 * What a file imports. The lexer reads the file without its types, so separate scans find each `import type`, and each
 * `import('…')` within a type.
 */
export function importsOf(file: string, source: string): Import[] {
  const stripped = file.endsWith('.tsx') ? withoutMarkup(source) : stripTypeScriptTypes(source);
  const [imports] = parse(stripped, file);
  const running = imports
    // −2 is import.meta, which imports nothing.
    .filter(({ d }) => d !== -2)
    .map(({ n, d }): Import => ({ ...targetOf(file, n), kind: d === -1 ? 'static' : 'dynamic' }));
  const types = [...source.matchAll(/^\s*(?:import|export)\s+type\s[^;]*?\bfrom\s+'([^']+)'/gm)].map(
    ([, specifier]): Import => ({ ...targetOf(file, specifier), kind: 'type' }),
  );
  // Types become blanks of the same length, so what runs and what is a comment still stands in its place.
  const inline = [...source.matchAll(/\bimport\(\s*'([^']+)'/g)]
    .filter(({ index }) => stripped.slice(index, index + 'import'.length).trim() === '')
    .map(([, specifier]): Import => ({ ...targetOf(file, specifier), kind: 'type' }));
  return [...running, ...types, ...inline];
}

/** Node strips types, but knows no markup. Here an import of a type within markup does not keep its place. */
const withoutMarkup = (source: string): string =>
  transformSync(source, {
    loader: 'tsx',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  }).code;

function targetOf(file: string, specifier: string | undefined): Pick<Import, 'target' | 'isPackage'> {
  if (specifier === undefined) return { target: '(computed)', isPackage: false };
  if (!specifier.startsWith('.')) return { target: specifier, isPackage: true };
  return { target: posix.join(posix.dirname(file), specifier), isPackage: false };
}

/** The first cycle in a graph, as its path, or undefined. */
export function cycleIn(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (node: string, way: readonly string[]): string[] | undefined => {
    if (done.has(node)) return undefined;
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next, [...way, node]);
      if (cycle !== undefined) return cycle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const cycle = visit(node, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
