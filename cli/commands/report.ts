import { writeFile } from 'node:fs/promises';
import type { Recording } from '../../core/recording/recording.ts';
import { reportPage } from '../../core/report/report-page.ts';
import { shortInstant } from '../../core/values/short-instant.ts';
import { withAws } from '../aws/aws.ts';
import { recordsOf } from '../aws/records.ts';
import type { TargetOptions } from '../aws/target.ts';
import { printJson, printLines } from '../output/print.ts';
import { endpointOf } from '../reads/endpoint-of.ts';
import { findRecord } from '../reads/find-record.ts';
import { keptOrNow } from '../reads/kept-or-now.ts';
import { UsageError } from '../usage-error.ts';

export interface ReportOptions extends TargetOptions {
  readonly endpoint?: string;
  readonly out?: string;
  readonly force: boolean;
  readonly json: boolean;
}

/**
 * `greenlight report`: one file about a rollout, or its facts as JSON. Returns the exit code.
 * @throws UsageError if the release is unknown, or the file exists
 */
export async function report(release: string, options: ReportOptions): Promise<number> {
  if (options.json && options.out !== undefined)
    throw new UsageError('--out: expected without --json, which writes no file.');
  const endpoint = options.endpoint ?? endpointOf(release);
  return withAws(options, async (aws) => {
    const ledger = recordsOf(aws);
    const records = await ledger.rollouts(endpoint);
    // A release stands for its newest attempt.
    const record = findRecord(records, { endpoint, release, stage: aws.stage });
    const recording = await keptOrNow(aws, ledger, record, records);
    if (options.json) {
      printJson({ type: 'report', ...recording });
      return 0;
    }
    const file = options.out ?? `${record.name}.html`;
    await writeNew(file, reportPage(recording), options.force);
    printLines([`${record.name}: ${whatIs(recording)}; report written to ${file}`]);
    return 0;
  });
}

/** `DEPLOYED`, `DEPLOYED, as kept on 2026-01-05 10:46Z`, `under way` */
function whatIs({ facts: { outcome }, source, asOf }: Recording): string {
  const kept = source === 'kept' ? `, as kept on ${shortInstant(asOf)}` : '';
  return `${outcome ?? 'under way'}${kept}`;
}

async function writeNew(file: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new UsageError(`--out: ${file} is there already. Give another name, or --force.`);
    throw new UsageError(`--out: ${file} cannot be written: ${(error as Error).message}`);
  }
}
