import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { WebFiles } from './web-file.ts';

/**
 * The page of `web/`: one document, one script, one stylesheet.
 *
 * @param root of the clone
 * @param entry what is bundled; the browser test has another one, to compare with
 */
export async function bundledPage(root: string, entry = 'web/main.tsx'): Promise<WebFiles> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { page: entry },
    bundle: true,
    minify: true,
    write: false,
    outdir: 'dist/web',
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'eof',
    logLevel: 'silent',
  });
  const text = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  return {
    'index.html': {
      type: 'text/html; charset=utf-8',
      body: await readFile(join(root, 'web', 'index.html'), 'utf8'),
    },
    'page.js': { type: 'text/javascript; charset=utf-8', body: text('.js') },
    'page.css': { type: 'text/css; charset=utf-8', body: text('.css') },
  };
}
