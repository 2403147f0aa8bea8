import { isComparedAlarm } from '../../core/alarms/alarm-schema.ts';
import { figure } from '../../core/cloudwatch/value-text.ts';
import type { ComparisonTerms } from '../../core/gates/comparison-terms.ts';
import { warmUpMinutes } from '../../core/judge/warm-up.ts';
import type { Manifest } from '../../core/manifest/schema.ts';
import { judgesIn } from '../../core/plan/comparisons-of.ts';
import { timelineOf } from '../../core/plan/timeline/timeline-of.ts';
import type { Chance } from '../../core/risk/drawn-poisson.ts';
import { greenMinutes } from '../../core/risk/green-minutes.ts';
import type { WatchedComparison } from '../../core/risk/judge-chances.ts';
import { neededBake } from '../../core/risk/needed-bake.ts';
import { riskGone, risksOf } from '../../core/risk/risk-of.ts';
import { scoreChances } from '../../core/risk/score-chances.ts';
import { slowShare, usualShare } from '../../core/risk/slow-model.ts';
import { noticedChance } from '../../core/risk/smallest-noticed.ts';
import type { StrategyPolicy } from '../../core/strategies/strategies.ts';
import { formatDuration } from '../../core/values/duration.ts';
import type { Problem } from '../../core/values/problem.ts';
import { seededRandom } from '../../local/random.ts';
import type { PlanSummary } from './plan-report.ts';
import type { Traffic } from './risk-report.ts';

/** What a comparison sees of a model that it is there to find, with this traffic and with other bakes. */
export interface Evidence {
  /** Its place in the manifest. */
  readonly field: string;
  readonly compare: ComparisonTerms['compare'];
  /** What it is to find: `2 % of the requests end 5xx, 10 times as many as usual`. */
  readonly model: string;
  /** The chance that it finds it before the new fleet has all of the traffic; null if that is not known. */
  readonly chance: number | null;
  /** The shortest of the usual bakes, in seconds, with which that is 80 %; null if none is long enough. */
  readonly bakeSeconds: number | null;
  /** How long the whole shift takes with that bake. */
  readonly shiftSeconds: number | null;
  /** Whether that is more than the strategy's own timeout. */
  readonly outlastsTimeout: boolean;
}

interface Found {
  readonly model: string;
  readonly chanceIn: (timeline: Timeline) => number;
}
type Timeline = PlanSummary['timeline'];

/** Drawn shifts: a chance is right to within 8 points (two standard errors). */
const runs = 150;
/** Scores are 46 comparisons in one, so that fewer are drawn: 18 points. */
const scoreRuns = 30;

/** For each comparison and each judge in the bakes, what it sees, whatever it does then. @param policy the plan's strategy */
export function evidenceOf(
  manifest: Manifest,
  { timeline, variants }: Pick<PlanSummary, 'timeline' | 'variants'>,
  policy: StrategyPolicy,
  traffic: Traffic,
): Evidence[] {
  const counts = variants.map(({ name, instanceCount }) => ({ name, instanceCount }));
  // SageMaker follows no strategy with some endpoints (core/plan/checks/features.ts): then no bake changes anything.
  const isCompared = greenMinutes(timeline).some((minute) => minute.isCompared);
  const shiftBy = (by: StrategyPolicy) => timelineOf({ action: 'update', policy: by, variants: counts });
  return comparedIn(manifest).map(({ field, terms }) => {
    // Each from one seed: the same figures wherever they are asked for.
    const found = foundBy(terms, manifest, traffic, seededRandom(1).next);
    const { compare } = terms;
    const none = { bakeSeconds: null, shiftSeconds: null, outlastsTimeout: false };
    if (found === undefined) return { field, compare, model: 'not known', chance: null, ...none };
    const { model, chanceIn } = found;
    if (!isCompared) return { field, compare, model, chance: 0, ...none };
    const chance = chanceIn(timeline);
    const bake = neededBake(policy, shiftBy, chanceIn, chance);
    if (bake === undefined) return { field, compare, model, chance, ...none };
    const { totalSeconds } = shiftBy({ ...policy, bake } as StrategyPolicy);
    const outlastsTimeout = policy.timeout !== undefined && totalSeconds > policy.timeout;
    return { field, compare, model, chance, bakeSeconds: bake, shiftSeconds: totalSeconds, outlastsTimeout };
  });
}

export const isComparing = (manifest: Manifest): boolean => comparedIn(manifest).length > 0;

interface ComparedTerms extends ComparisonTerms {
  readonly computedBy: WatchedComparison['computedBy'];
}

const comparedIn = (manifest: Manifest): { readonly field: string; readonly terms: ComparedTerms }[] => [
  ...manifest.alarms.flatMap((alarm, index) =>
    isComparedAlarm(alarm) ? [{ field: `alarms[${index}].compare`, terms: alarm }] : [],
  ),
  // After the shift there is no old fleet to compare with.
  ...judgesIn(manifest)
    .filter(({ field }) => field.startsWith('gates.during'))
    .map(({ field, config }) => ({
      field: `${field}.compare`,
      terms: { ...config, computedBy: 'greenlight' as const },
    })),
];

/** A model that it should find, and its chance to; undefined if how many requests are usually so is not known. */
function foundBy(
  terms: ComparedTerms,
  { capture }: Manifest,
  { requestsPerSecond, healthyRate, rejectedRate }: Traffic,
  chance: Chance,
): Found | undefined {
  const { compare, slower, tolerance, falseAlarms, floor, computedBy } = terms;
  const judge: WatchedComparison = { tolerance, falseAlarms, floor, computedBy };
  const counted = (model: string, usual: number, rate: number, skips?: number): Found => ({
    model,
    chanceIn: (timeline) => {
      const judges = [{ ...judge, ...(skips !== undefined && { skips }) }];
      const asked = { timeline, requestsPerSecond, healthyRate: usual, alarms: [], judges, chance, runs };
      return risksOf(asked, [rate])[0]?.inTime ?? 0;
    },
  });
  const failing = (usual: number): Found => {
    // Of 0 % there is no multiple; a tolerance of 10 times is not exceeded by 10 times.
    const times = Math.max(10, 5 * tolerance);
    const rate = Math.min(1, Math.max(usual, 0.001) * times);
    return counted(`${Number((rate * 100).toPrecision(2))} % end ${compare}`, usual, rate);
  };
  switch (compare) {
    case '5xx':
      return failing(healthyRate);
    case '4xx':
      return rejectedRate === undefined ? undefined : failing(rejectedRate);
    case 'slow': {
      if (slower === undefined || !('percentile' in slower)) return undefined;
      const { percentile } = slower;
      const [usual, rate] = [usualShare(percentile), slowShare(percentile)];
      return counted('half slower than p95', usual, rate, warmUpMinutes);
    }
    case 'score': {
      if (capture === undefined) return undefined;
      const answersPerMinute = (requestsPerSecond * 60 * capture.samplePercent) / 100;
      const settings = { tolerance, falseAlarms, floor };
      return {
        model: 'scores moved, PSI 0.25',
        chanceIn: ({ phases }) => {
          const minutes = greenMinutes({ phases });
          const asked = { minutes, answersPerMinute, model: 'shifted' as const, settings };
          const gone = scoreChances(asked, scoreRuns, chance);
          return riskGone({ requestsPerSecond, healthyRate }, minutes, healthyRate, gone).inTime;
        },
      };
    }
    default:
      return undefined;
  }
}

/**
 * A warning for each comparison that mostly would not find what it is there to find. Chances are drawn: one that is just below
 * is none.
 */
export const evidenceWarnings = (evidence: readonly Evidence[], traffic: Traffic): Problem[] =>
  evidence.flatMap(({ field, model, chance, bakeSeconds, shiftSeconds, outlastsTimeout }) =>
    chance === null || chance >= noticedChance - 0.08
      ? []
      : [
          {
            field,
            expected: `bakes in which a bad model (${model}) is found before it has all of the traffic, with a chance of ${noticedChance * 100} %`,
            got: `${Math.round(chance * 100)} %, at ${figure(traffic.requestsPerSecond, 2)} requests a second (${traffic.from})`,
            fix:
              bakeSeconds === null
                ? 'No bake would do. A larger share of the traffic beside the old fleet shows more, and so do more requests.'
                : `A bake of ${formatDuration(bakeSeconds)} would do; the shift then takes ${formatDuration(shiftSeconds ?? 0)}${outlastsTimeout ? ', and its timeout must be longer' : ''}.`,
          },
        ],
  );
