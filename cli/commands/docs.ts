import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { docsFolder } from '../home.ts';
import { printJson, printLines } from '../output/print.ts';
import { UsageError } from '../usage-error.ts';

/** `greenlight docs`: prints a document as it is, or the list of them. Returns the exit code. */
export async function docs(name: string | undefined, options: { readonly json: boolean }): Promise<number> {
  const wanted = (name ?? 'README').replace(/^docs\//, '').replace(/\.md$/, '');
  const names = await documents();
  if (!names.includes(wanted)) {
    const all = names.filter((known) => known !== 'README').join(', ');
    throw new UsageError(`[name]: expected a document: ${all}; got ${name}.`);
  }
  const path = join(docsFolder, `${wanted}.md`);
  const text = await readFile(path, 'utf8');
  if (options.json) printJson({ type: 'document', name: wanted, path, text });
  else printLines(text.trimEnd().split('\n'));
  return 0;
}

/** The names of the documents, in alphabetical order. */
export async function documents(): Promise<string[]> {
  const files = await readdir(docsFolder);
  return files
    .filter((file) => file.endsWith('.md'))
    .map((file) => file.slice(0, -'.md'.length))
    .sort();
}
