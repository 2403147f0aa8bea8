import { seededRandom } from '../../local/random.ts';
import { type Aws, withAws } from '../aws/aws.ts';
import { type TargetOptions, targetOf } from '../aws/target.ts';
import { columnsOf } from '../output/live-panel.ts';
import { ascii, drawn } from '../output/plan-picture.ts';
import { type Page, planText, problemsText } from '../output/plan-text.ts';
import { riskText } from '../output/risk-text.ts';
import { uncoloured } from '../output/terminal-output.ts';
import {
  isSound,
  type PlanReport,
  planFromLive,
  planFromManifest,
  type Question,
} from '../plan/plan-report.ts';
import { overDefaultsOf, questionOf } from '../plan/question.ts';
import { readTraffic } from '../plan/read-traffic.ts';
import { readWorld } from '../plan/read-world.ts';
import { type RiskReport, riskReport } from '../plan/risk-report.ts';
import { UsageError } from '../usage-error.ts';

export interface PlanCommandOptions extends TargetOptions {
  readonly live: boolean;
  readonly endpoint?: string;
  readonly artifact?: string;
  readonly defaults?: string;
  readonly json: boolean;
  readonly risk: boolean;
  readonly rps?: number;
  readonly errors?: number;
  readonly slo?: number;
  readonly budget?: number;
}

/**
 * `greenlight plan`: what a release would do, before there is one. Returns the exit code: 2 if the manifest
 * is wrong, 1 if it is right but the controller would refuse a release now.
 * @throws UsageError if an option of the risk is given without it
 */
export async function plan(file: string, options: PlanCommandOptions): Promise<number> {
  for (const name of ['rps', 'errors', 'slo', 'budget'] as const)
    if (!options.risk && options[name] !== undefined)
      throw new UsageError(`--${name}: expected --risk beside it, without which it does nothing.`);
  const { stage } = targetOf(options, process.env);
  const written = await questionOf(file, options, stage);
  const { report, risk, live } =
    options.live && written.manifest.kind === 'content'
      ? await withAws(options, async (aws) =>
          fromLive(await overDefaultsOf(aws, written, options, warn), options, aws),
        )
      : await fromManifest(written, options);
  const { endpoint, problems } = report;
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ type: 'plan', ...report, ...(risk && { risk }) })}\n`);
  } else if (problems.length > 0) {
    process.stderr.write(`${problemsText(endpoint, problems)}\n`);
  } else if (risk === undefined) {
    show((page) => planText(report, page));
  } else {
    show(({ columns }) => riskText(risk, columns));
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

async function fromManifest(question: Question, options: PlanCommandOptions) {
  const report = planFromManifest(question);
  return { report, risk: await riskOf(report, question, options, planFromManifest), live: false };
}

/** The manifest's own problems come first: no endpoint can mend them. */
async function fromLive(question: Question, options: PlanCommandOptions, aws: Aws) {
  if (!isSound(question)) return fromManifest(question, options);
  const world = await readWorld(aws, question);
  const planned = (one: Question) => planFromLive(one, world);
  const report = planned(question);
  return { report, risk: await riskOf(report, question, options, planned, aws), live: true };
}

const usualSlo = 0.999;
/** The same figures each time: chance is drawn from one seed. */
const riskSeed = 1;

/** Undefined if it is not asked for, or if nothing can be planned. @throws UsageError if the traffic is not known */
async function riskOf(
  { endpoint, update }: PlanReport,
  question: Question,
  { risk, rps, errors, slo = usualSlo, budget }: PlanCommandOptions,
  plan: (question: Question) => PlanReport,
  aws?: Aws,
): Promise<RiskReport | undefined> {
  if (!risk || update === null) return undefined;
  const variants = update.variants.map(({ name }) => name);
  if (rps === undefined && aws === undefined)
    throw new UsageError(
      '--risk: expected --rps (and --errors), or --live to take those of the last two weeks.',
    );
  const measured = rps === undefined && aws ? await readTraffic(aws, endpoint, variants) : undefined;
  const traffic = {
    requestsPerSecond: rps ?? measured?.requestsPerSecond ?? 0,
    healthyRate: errors ?? measured?.healthyRate ?? 0,
    from: measured?.from ?? 'as given',
  };
  const within = budget === undefined ? undefined : { part: budget, plan };
  return riskReport(question, update, traffic, slo, seededRandom(riskSeed).next, within);
}
