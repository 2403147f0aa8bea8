import type { CommandFlags } from '../command-flags.ts';
import { objectPage } from '../console-links.ts';
import { keptReport } from '../records/kept-report.ts';
import { type Rollout, rolloutName } from '../release.ts';

/**
 * Where the report of an ended rollout will be: by command, and in AWS's console if there is one. It is kept some five
 * minutes after the end is announced, when CloudWatch's figures are whole.
 *
 * @param execution the ARN of the rollout's execution, which says which account and region it is in
 */
export function reportLine(rollout: Rollout, execution: string, flags: CommandFlags): string {
  const { bucket, key } = keptReport(rollout);
  const page = objectPage(execution, bucket, key);
  const command = `npx greenlight report ${rolloutName(rollout)}${flags.greenlight}`;
  return `Its report, in about five minutes: ${command}${page === undefined ? '' : `, or ${page}`}`;
}
