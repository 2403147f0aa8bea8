import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { parseScenario, type Scenario } from './scenario.ts';

/** Where the stories that come with Greenlight lie. */
export const storiesFolder = join(dirname(fileURLToPath(import.meta.url)), 'stories');

/** A story read from its file. @throws Error if it is none, naming the file and every field at fault */
export async function loadScenario(path: string): Promise<Scenario> {
  return parseScenario(parse(await readFile(path, 'utf8')), path);
}

/** The story files under `folder`, as `<folder>/<file>` without `.yaml`, in alphabetical order. */
export async function listScenarios(folder: string = storiesFolder): Promise<readonly string[]> {
  const files = await readdir(folder, { recursive: true });
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length).replaceAll('\\', '/'))
    .sort();
}

export const scenarioPath = (id: string, folder: string = storiesFolder): string =>
  join(folder, `${id}.yaml`);
