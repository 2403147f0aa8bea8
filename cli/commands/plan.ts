import { withAws } from '../aws/aws.ts';
import { type TargetOptions, targetOf } from '../aws/target.ts';
import { columnsOf } from '../output/live-panel.ts';
import { ascii, drawn } from '../output/plan-picture.ts';
import { planText, problemsText } from '../output/plan-text.ts';
import { uncoloured } from '../output/terminal-output.ts';
import { isSound, type PlanReport, planFromLive, planFromManifest } from '../plan/plan-report.ts';
import { questionOf } from '../plan/question.ts';
import { readWorld } from '../plan/read-world.ts';

export interface PlanCommandOptions extends TargetOptions {
  readonly live: boolean;
  readonly endpoint?: string;
  readonly artifact?: string;
  readonly json: boolean;
}

/**
 * `greenlight plan`: what a release would do, before there is one. Returns the exit code: 2 if the manifest
 * is wrong, 1 if it is right but the controller would refuse a release now.
 */
export async function plan(file: string, options: PlanCommandOptions): Promise<number> {
  const { stage } = targetOf(options, process.env);
  const question = await questionOf(file, options, stage);
  const live = options.live && isSound(question);
  const report = live
    ? await withAws(options, async (aws) => planFromLive(question, await readWorld(aws, question)))
    : planFromManifest(question);
  const { endpoint, problems } = report;
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ type: 'plan', ...report })}\n`);
  } else if (problems.length > 0) {
    process.stderr.write(`${problemsText(endpoint, problems)}\n`);
  } else {
    show(report);
  }
  if (problems.length === 0) return 0;
  return live ? 1 : 2;
}

/** The width for files and pipes: a page. They get no colours and only ASCII drawings. */
const pageColumns = 80;

function show(report: PlanReport): void {
  const write = (text: string) => void process.stdout.write(text);
  if (process.stdout.isTTY)
    write(planText(report, { columns: columnsOf(process.stdout, pageColumns), charset: drawn }));
  else uncoloured(write)(planText(report, { columns: pageColumns, charset: ascii }));
}
