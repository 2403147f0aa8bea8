import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { init, parse } from 'es-module-lexer';
import { transform } from 'esbuild';

/** The oldest Node that the package runs on. */
const target = 'node20';

/**
 * The entries and everything of ours that they import, as JavaScript by path: `cli/main.ts` becomes `cli/main.js`, and
 * so it does where it is imported. JSON becomes a module too, since Node 20 warns of imports of JSON. Packages stay
 * imports.
 */
export async function compiled(root: string, entries: readonly string[]): Promise<Map<string, string>> {
  await init;
  const files = new Map<string, string>();
  const open = [...entries];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (files.has(asBuilt(file))) continue;
    const source = await readFile(join(root, file), 'utf8');
    if (file.endsWith('.json')) {
      files.set(asBuilt(file), `export default ${JSON.stringify(JSON.parse(source))};\n`);
      continue;
    }
    const loader = file.endsWith('.ts') ? 'ts' : 'js';
    const { code, imported } = withBuiltImports((await transform(source, { loader, target })).code);
    files.set(asBuilt(file), code);
    for (const specifier of imported) open.push(posix.join(posix.dirname(file), specifier));
  }
  return files;
}

const asBuilt = (file: string): string => file.replace(/\.ts$/, '.js').replace(/\.json$/, '.json.js');

/** The code with our own imports named as they are built, and those imports as they were. */
function withBuiltImports(code: string): { readonly code: string; readonly imported: readonly string[] } {
  const [imports] = parse(code);
  const ours = imports.filter(({ n }) => n?.startsWith('.'));
  let result = '';
  let from = 0;
  for (const { n = '', s, e, d } of ours) {
    // The lexer has a dynamic import with its quotes, and a static one without.
    const quote = d >= 0 ? "'" : '';
    result += `${code.slice(from, s)}${quote}${asBuilt(n)}${quote}`;
    from = e;
  }
  return { code: result + code.slice(from), imported: ours.map(({ n = '' }) => n) };
}
