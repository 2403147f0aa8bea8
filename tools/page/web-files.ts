import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundledPage } from './bundled-page.ts';
import type { WebFiles } from './web-file.ts';

/** Whether this is the built JavaScript of an installed package, which has the page bundled (tools/pack/build.ts). */
const isBuilt = import.meta.url.endsWith('.js');
const root = fileURLToPath(new URL('../..', import.meta.url));

let files: Promise<WebFiles> | undefined;

/**
 * The page's files: in a package as they were bundled, in a clone bundled now, which takes a fraction of a second.
 * `index.html` has `<base href="/">`, for the address at which it is mounted.
 */
export function webFiles(): Promise<WebFiles> {
  files ??= isBuilt ? packedFiles() : bundledPage(root);
  return files;
}

const packedFiles = async (): Promise<WebFiles> =>
  JSON.parse(await readFile(new URL('../../web/page.json', import.meta.url), 'utf8')) as WebFiles;
