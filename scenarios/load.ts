import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { parseReleaseStory, type ReleaseStory } from './release-story.ts';
import { parseScenario, type Scenario } from './scenario.ts';

const here = dirname(fileURLToPath(import.meta.url));

/** The folders of Greenlight's own stories: stories of endpoint updates, and stories of releases. */
const storiesFolder = join(here, 'stories');
export const releasesFolder = join(here, 'releases');

/** A story of either kind. */
export type AnyStory =
  | { readonly kind: 'endpoint'; readonly story: Scenario }
  | { readonly kind: 'release'; readonly story: ReleaseStory };

/** Reads a story from its file. @throws Error if it is not a story, naming the file and every wrong field */
export async function loadScenario(path: string): Promise<Scenario> {
  return parseScenario(parse(await readFile(path, 'utf8')), path);
}

/** Reads a story of releases. */
export async function loadReleaseStory(path: string): Promise<ReleaseStory> {
  return parseReleaseStory(parse(await readFile(path, 'utf8')), path);
}

/** Reads a story of either kind: a story of releases has steps, a story of an endpoint has actions. */
export async function loadAnyStory(path: string): Promise<AnyStory> {
  const data: unknown = parse(await readFile(path, 'utf8'));
  const isRelease = typeof data === 'object' && data !== null && 'steps' in data;
  return isRelease
    ? { kind: 'release', story: parseReleaseStory(data, path) }
    : { kind: 'endpoint', story: parseScenario(data, path) };
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

/** Every story that comes with Greenlight, of either kind: its name and its file. */
export async function listStories(): Promise<readonly StoryFile[]> {
  const folders = [storiesFolder, releasesFolder];
  const lists = await Promise.all(
    folders.map(async (folder) => (await listScenarios(folder)).map((name) => ({ name, folder }))),
  );
  return lists.flat();
}

export interface StoryFile {
  /** `<folder>/<file>` without `.yaml`; unique. */
  readonly name: string;
  readonly folder: string;
}

export const storyPath = ({ name, folder }: StoryFile): string => scenarioPath(name, folder);

/** Finds a story by its name or file; if there is none, returns the similar names. */
export async function findStory(
  name: string,
): Promise<{ readonly path?: string; readonly like: readonly string[] }> {
  const stories = await listStories();
  const exact = stories.find((story) => story.name === name);
  if (exact !== undefined) return { path: storyPath(exact), like: [] };
  const isFile = await stat(name).then(
    (found) => found.isFile(),
    () => false,
  );
  if (isFile) return { path: name, like: [] };
  const last = name.split('/').at(-1) ?? name;
  return { like: stories.map((story) => story.name).filter((other) => other.includes(last)) };
}
