import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError } from '../usage-error.ts';

/** The variable that tells `serverless.yml` where the settings are (docs/settings.md). */
export const settingsVariable = 'GREENLIGHT_SETTINGS';

/**
 * The settings of a stage: the file that was named, by `--settings` or by the variable, else `greenlight.<stage>.yml`
 * of the current folder, if there is one. Absolute, because the framework runs in Greenlight's own folder.
 * @throws UsageError if the named file is not there
 */
export async function settingsFile(
  stage: string,
  option: string | undefined,
  variable: string | undefined,
): Promise<string | undefined> {
  const named = option ?? variable;
  // An empty variable says that no file is read.
  if (named === '') return undefined;
  const file = resolve(named ?? `greenlight.${stage}.yml`);
  if (await isFile(file)) return file;
  if (named === undefined) return undefined;
  throw new UsageError(`--settings (or ${settingsVariable}): expected a file, got ${named}.`);
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
