import { withAws } from '../aws/aws.ts';
import { recordsOf } from '../aws/records.ts';
import type { TargetOptions } from '../aws/target.ts';
import { historyLines } from '../output/history-lines.ts';
import { outputColumns, printJson, printLines } from '../output/print.ts';
import { readHistory } from '../reads/read-history.ts';

export interface HistoryOptions extends TargetOptions {
  readonly limit: number;
  readonly json: boolean;
}

/** `greenlight history`: the rollouts of an endpoint, newest first. Returns the exit code. */
export async function history(endpoint: string, options: HistoryOptions): Promise<number> {
  return withAws(options, async (aws) => {
    const { entries, total } = await readHistory(aws, recordsOf(aws), endpoint, options.limit);
    for (const [index, entry] of entries.entries()) {
      if (options.json) printJson(entry);
      else printLines([...historyLines(entry, outputColumns(), index === 0), '']);
    }
    if (entries.length === 0) {
      process.stderr.write(`greenlight: nothing was ever released to ${endpoint} in stage ${aws.stage}.\n`);
      return 1;
    }
    const left = total - entries.length;
    if (left > 0 && !options.json) printLines([`${left} older; show them with --limit ${total}`]);
    return 0;
  });
}
