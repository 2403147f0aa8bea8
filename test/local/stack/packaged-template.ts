import { readFile } from 'node:fs/promises';
import { packageIfStale } from '../../../tools/package-if-stale.ts';

/** For hooks that may have to package first, which takes some seconds. */
export const packagingMs = 60_000;

/** The template that `serverless package` makes of this repository for stage local, parsed. */
export const packagedTemplate = async (): Promise<{ Resources: Record<string, { Type: string }> }> =>
  JSON.parse(await readFile(await packageIfStale('local'), 'utf8'));
