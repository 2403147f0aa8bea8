import { parseManifest } from '../../core/manifest/parse.ts';
import type { Problem } from '../../core/values/problem.ts';
import { seededRandom } from '../../local/random.ts';
import { type Aws, withAws } from '../aws/aws.ts';
import { type TargetOptions, targetOf } from '../aws/target.ts';
import { UsageError } from '../usage-error.ts';
import { evidenceOf, evidenceWarnings, isComparing } from './evidence.ts';
import {
  isSound,
  type PlanReport,
  planFromLive,
  planFromManifest,
  type Question,
  type World,
} from './plan-report.ts';
import { overDefaultsOf, questionOf } from './question.ts';
import { readTraffic } from './read-traffic.ts';
import { readWorld } from './read-world.ts';
import { type RiskReport, riskReport } from './risk-report.ts';
import { givenIn } from './risk-watch.ts';

/** What to plan with, beside the manifest's file. */
export interface PlanOptions extends TargetOptions {
  readonly live: boolean;
  readonly endpoint?: string;
  readonly artifact?: string;
  readonly defaults?: string;
  readonly risk: boolean;
  readonly rps?: number;
  readonly errors?: number;
  readonly slo?: number;
  readonly budget?: number;
  /** Dollars for an hour of one instance. */
  readonly price?: number;
}

/** What a release would do. */
export interface PlanAnswer {
  readonly report: PlanReport;
  /** Undefined if it was not asked for, or if nothing can be planned. */
  readonly risk: RiskReport | undefined;
  /** Whether the problems, if any, are those of a release to the endpoint as it is now. */
  readonly live: boolean;
}

/**
 * Plans a release under the manifest of that file.
 *
 * @param warn is told what could not be read, and was planned without
 * @throws UsageError if a file does not exist, the endpoint or the traffic is not known, or an option of the risk is
 *   given without it
 */
export async function answerPlan(
  file: string,
  options: PlanOptions,
  warn: (text: string) => void,
): Promise<PlanAnswer> {
  for (const name of ['rps', 'errors', 'slo', 'budget', 'price'] as const)
    if (!options.risk && options[name] !== undefined)
      throw new UsageError(`--${name}: expected --risk beside it, without which it does nothing.`);
  const { stage } = targetOf(options, process.env);
  const written = await questionOf(file, options, stage);
  return options.live && written.manifest.kind === 'content'
    ? withAws(options, async (aws) =>
        fromLive(await overDefaultsOf(aws, written, options, warn), options, aws),
      )
    : fromManifest(written, options);
}

async function fromManifest(question: Question, options: PlanOptions) {
  const report = planFromManifest(question);
  return { report, risk: await riskOf(report, question, options, planFromManifest), live: false };
}

/** The manifest's own problems come first: no endpoint can mend them. */
async function fromLive(question: Question, options: PlanOptions, aws: Aws) {
  if (!isSound(question)) return fromManifest(question, options);
  const world = await readWorld(aws, question);
  const planned = (one: Question) => planFromLive(one, world);
  const report = planned(question);
  const risk = await riskOf(report, question, options, planned, { aws, world });
  const warnings = risk === undefined ? await tooShort(report, question, aws, world) : shortIn(risk);
  return { report: withWarnings(report, warnings), risk, live: true };
}

const shortIn = ({ evidence, traffic }: RiskReport): Problem[] => evidenceWarnings(evidence, traffic);

/** Of bakes in which comparisons see too little, by the endpoint's own traffic. Nothing is said where that is not known. */
async function tooShort(
  { endpoint, update }: PlanReport,
  { manifest: written, stage }: Question,
  aws: Aws,
  world: World,
): Promise<Problem[]> {
  const parsed = written.kind === 'content' ? parseManifest(written.value) : undefined;
  if (update === null || world.live === undefined || !parsed?.ok || !isComparing(parsed.manifest)) return [];
  const variants = update.variants.map(({ name }) => name);
  const traffic = await readTraffic(aws, endpoint, variants).catch((error) => {
    if (error instanceof UsageError) return undefined;
    throw error;
  });
  if (traffic === undefined) return [];
  const { policy } = givenIn(parsed.manifest, stage, world);
  return evidenceWarnings(evidenceOf(parsed.manifest, update, policy, traffic), traffic);
}

const withWarnings = (report: PlanReport, more: readonly Problem[]): PlanReport =>
  report.update === null || more.length === 0
    ? report
    : { ...report, update: { ...report.update, warnings: [...report.update.warnings, ...more] } };

const usualSlo = 0.999;
/** The same figures each time: chance is drawn from one seed. */
const riskSeed = 1;

/** Undefined if it is not asked for, or if nothing can be planned. @throws UsageError if the traffic is not known */
async function riskOf(
  { endpoint, update }: PlanReport,
  question: Question,
  { risk, rps, errors, slo = usualSlo, budget, price }: PlanOptions,
  plan: (question: Question) => PlanReport,
  from?: { readonly aws: Aws; readonly world: World },
): Promise<RiskReport | undefined> {
  if (!risk || update === null) return undefined;
  const variants = update.variants.map(({ name }) => name);
  if (rps === undefined && from === undefined)
    throw new UsageError(
      '--risk: expected --rps (and --errors), or --live to take those of the last two weeks.',
    );
  const measured = rps === undefined && from ? await readTraffic(from.aws, endpoint, variants) : undefined;
  const traffic = {
    requestsPerSecond: rps ?? measured?.requestsPerSecond ?? 0,
    healthyRate: errors ?? measured?.healthyRate ?? 0,
    from: measured?.from ?? 'as given',
    ...(measured?.rejectedRate !== undefined && { rejectedRate: measured.rejectedRate }),
    ...(measured?.extremes && { extremes: measured.extremes }),
  };
  const within = budget === undefined ? undefined : { part: budget, plan };
  return riskReport(question, update, traffic, slo, seededRandom(riskSeed).next, within, price, from?.world);
}
