import { writeFile } from 'node:fs/promises';
import { ifReadable } from '../../adapters/optional-read.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { shiftOf } from '../../core/records/shift-of.ts';
import { epochMsOf, instantAt } from '../../core/values/instant.ts';
import { type Aws, withAws } from '../aws/aws.ts';
import { recordsOf } from '../aws/records.ts';
import type { TargetOptions } from '../aws/target.ts';
import { printJson, printLines } from '../output/print.ts';
import { type FleetTraffic, spanOf } from '../report/fleet-minutes.ts';
import { readFleets } from '../report/read-fleets.ts';
import { reportOf } from '../report/report.ts';
import { reportPage } from '../report/report-page.ts';
import { UsageError } from '../usage-error.ts';
import { endpointOf } from './retry.ts';

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
    const record =
      records.find(({ name }) => name === release) ?? records.findLast((one) => one.release.id === release);
    if (record === undefined)
      throw new UsageError(
        `<release>: expected a release or rollout of ${endpoint} in stage ${aws.stage} (npx greenlight history ${endpoint}), got "${release}".`,
      );
    const gates = await ledger.gates(endpoint, record.name);
    const now = await aws.now();
    const made = reportOf(record, gates, await trafficOf(aws, record, now), instantAt(now));
    if (options.json) {
      printJson(made);
      return 0;
    }
    const file = options.out ?? `${record.name}.html`;
    await writeNew(file, reportPage(made), options.force);
    printLines([`${record.name}: ${made.outcome ?? 'under way'}; report written to ${file}`]);
    return 0;
  });
}

async function trafficOf(aws: Aws, record: RolloutRecord, now: number): Promise<FleetTraffic> {
  const shift = shiftOf(record);
  if (shift === undefined)
    return { kind: 'unknown', why: 'No traffic was shifted from one fleet to another.' };
  const ended = record.endedAt === undefined ? undefined : epochMsOf(record.endedAt);
  const span = spanOf(shift.since, ended, now);
  const periods = await ifReadable(() => readFleets(aws, record.endpoint, shift, span));
  if (periods === undefined)
    return {
      kind: 'unknown',
      why: 'The figures could not be read: the right cloudwatch:GetMetricData is missing.',
    };
  if (periods.every(({ green, blue }) => green.requests + blue.requests === 0))
    return {
      kind: 'unknown',
      why: 'CloudWatch has no requests of that time: there were none, or it is too long ago.',
    };
  return { kind: 'known', periodSeconds: span.periodSeconds, periods };
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
