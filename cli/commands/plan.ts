import { columnsOf } from '../output/live-panel.ts';
import { ascii, drawn } from '../output/plan-picture.ts';
import { type Page, planText, problemsText } from '../output/plan-text.ts';
import { asciiRisk, drawnRisk } from '../output/risk-picture.ts';
import { riskText } from '../output/risk-text.ts';
import { uncoloured } from '../output/terminal-output.ts';
import { answerPlan, type PlanOptions } from '../plan/answer-plan.ts';

export interface PlanCommandOptions extends PlanOptions {
  readonly json: boolean;
}

/**
 * `greenlight plan`: what a release would do, before there is one. Returns the exit code: 2 if the manifest
 * is wrong, 1 if it is right but the controller would refuse a release now.
 * @throws UsageError if an option of the risk is given without it
 */
export async function plan(file: string, options: PlanCommandOptions): Promise<number> {
  const { report, risk, live } = await answerPlan(file, options, warn);
  const { endpoint, problems } = report;
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ type: 'plan', ...report, ...(risk && { risk }) })}\n`);
  } else if (problems.length > 0) {
    process.stderr.write(`${problemsText(endpoint, problems)}\n`);
  } else if (risk === undefined) {
    show((page) => planText(report, page));
  } else {
    show(({ columns, charset }) => riskText(risk, columns, charset === drawn ? drawnRisk : asciiRisk));
  }
  if (problems.length === 0) return 0;
  return live ? 1 : 2;
}

const warn = (text: string) => void process.stderr.write(`greenlight: ${text}\n`);

/** The width for files and pipes: a page. They get no colours and only ASCII drawings. */
const pageColumns = 80;

function show(text: (page: Page) => string): void {
  const write = (made: string) => void process.stdout.write(made);
  if (process.stdout.isTTY) write(text({ columns: columnsOf(process.stdout, pageColumns), charset: drawn }));
  else uncoloured(write)(text({ columns: pageColumns, charset: ascii }));
}
