import { resolve } from 'node:path';
import { readSettings, SettingsError } from '../../stack/read-settings.ts';
import { ownRegion } from '../aws/aws.ts';
import { framework } from '../deploy/framework.ts';
import { type SelfTest, selfTest } from '../deploy/self-test.ts';
import { settingsFile, settingsVariable } from '../deploy/settings-file.ts';
import { home } from '../home.ts';
import { printJson } from '../output/print.ts';
import { UsageError } from '../usage-error.ts';

export interface DeployOptions {
  readonly stage: string;
  readonly region?: string;
  readonly settings?: string;
  readonly json: boolean;
}

/**
 * `greenlight deploy`: deploys Greenlight and looks at what was made, or with `package` only writes the template and
 * the functions to a folder. Returns the exit code: 1 if it failed, or if something of it does not work.
 * @throws UsageError without a region, and for a settings file that is not there or wrong
 */
export function deploy(options: DeployOptions & { readonly package?: string }): Promise<number> {
  const folder = options.package;
  return folder === undefined
    ? run(['deploy'], 'deployed', options)
    : run(['package', '--package', resolve(folder)], 'packaged', options);
}

/** `greenlight remove`: removes the stack of a stage; what it keeps is in docs/operating.md. */
export const remove = (options: DeployOptions): Promise<number> => run(['remove'], 'removed', options);

async function run(command: readonly string[], done: string, options: DeployOptions): Promise<number> {
  const { stage, json } = options;
  const region = await ownRegion(options, process.env);
  const settings = await settingsFile(stage, options.settings, process.env[settingsVariable]);
  await checked(stage, region, settings);
  const status = await framework([...command, '--stage', stage, '--region', region], {
    quietStdout: json,
    // Empty: no other file that lies in Greenlight's own folder.
    env: { [settingsVariable]: settings ?? '' },
  });
  if (status !== 0) return 1;
  const { findings, broken } = done === 'deployed' ? await selfTest({ stage, region }, json) : nothing;
  if (json) printJson({ type: 'deploy', done, stage, region, settings: settings ?? null, findings });
  return broken ? 1 : 0;
}

const nothing: SelfTest = { findings: [], broken: false };

/** The framework would tell a wrong setting once for each place that reads it. @throws UsageError with every problem */
async function checked(stage: string, region: string, settings: string | undefined): Promise<void> {
  try {
    await readSettings({ stage, region, folder: home, given: settings ?? '', base: home });
  } catch (error) {
    throw error instanceof SettingsError ? new UsageError(error.message) : error;
  }
}
