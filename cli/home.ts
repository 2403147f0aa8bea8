import { readFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultOutDir } from '../examples/iris/build-models.ts';
import { packageIfStale } from '../tools/package-if-stale.ts';

/** Whether this is the built JavaScript of an installed package, and not the sources of a clone. */
const isBuilt = extname(import.meta.url) === '.js';

/** The folder with `serverless.yml` and the examples: the clone's, or that of what was built. */
export const home: string = fileURLToPath(new URL('..', import.meta.url));

/** The folder with the documents. In a package they stand beside what was built. */
export const docsFolder: string = isBuilt ? join(home, '..', 'docs') : join(home, 'docs');

/** Where the demo writes its models. A package's own folder may be read-only, so it is the current one there. */
export const exampleModels: string = isBuilt ? resolve('.greenlight', 'models') : defaultOutDir;

/** The file of the template of stage `local` in a package (tools/pack/build.ts). A clone makes it when needed. */
const builtTemplate = join(home, 'local-template.json');

/** The CloudFormation template that the local AWS deploys. */
export async function localTemplate(): Promise<unknown> {
  return JSON.parse(await readFile(isBuilt ? builtTemplate : await packageIfStale('local'), 'utf8'));
}
