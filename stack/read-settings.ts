import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { type Problem, sentence } from '../core/values/problem.ts';
import { checkSettings } from './check-settings.ts';
import { placeProblems } from './place-problems.ts';
import type { Settings } from './settings.ts';
import { stageProblem } from './stage.ts';

/** The settings or the stage cannot be deployed. The message lists every problem. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

export interface SettingsPlace {
  readonly stage: string;
  readonly region: string;
  /** The folder of serverless.yml. */
  readonly folder: string;
  /** GREENLIGHT_SETTINGS: the file, relative to `base`. Empty: no file is read, even if there is one. */
  readonly given: string | undefined;
  /** The folder where the deployment was started. */
  readonly base: string;
}

export interface ReadSettings {
  readonly settings: Settings;
  /** The file that was read; undefined if there is none, and the defaults apply. */
  readonly file: string | undefined;
}

/** @throws SettingsError with every problem of the stage's name and the file */
export async function readSettings({
  stage,
  region,
  folder,
  given,
  base,
}: SettingsPlace): Promise<ReadSettings> {
  const wrongStage = stageProblem(stage, region);
  const early = wrongStage === undefined ? [] : [wrongStage];
  const file = given === undefined ? join(folder, `greenlight.${stage}.yml`) : given && resolve(base, given);
  const text = file === '' ? undefined : await textOf(file, given !== undefined);
  const checked = checkSettings(text === undefined ? {} : yamlIn(text, file));
  const problems = [...early, ...(checked.ok ? placeProblems(checked.settings, region) : checked.problems)];
  if (!checked.ok || problems.length > 0) throw new SettingsError(listed(problems, file));
  return { settings: checked.settings, file: text === undefined ? undefined : file };
}

/** Undefined if there is no such file and none was asked for. */
async function textOf(file: string, isRequired: boolean): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !isRequired) return undefined;
    const why = (error as Error).message;
    throw new SettingsError(
      `the settings cannot be read: ${why}. GREENLIGHT_SETTINGS names the file, or is not set.`,
    );
  }
}

function yamlIn(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new SettingsError(`${file} is not YAML: ${(error as Error).message}`);
  }
}

const listed = (problems: readonly Problem[], file: string): string =>
  `the settings cannot be deployed (${file || 'no file'}; "npx greenlight docs settings" has all of them):\n${problems
    .map((problem) => `- ${sentence(problem)}`)
    .join('\n')}`;
