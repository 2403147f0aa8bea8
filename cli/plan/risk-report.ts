import { parseManifest } from '../../core/manifest/parse.ts';
import { timelineOf } from '../../core/plan/timeline/timeline-of.ts';
import { monthlyBudget } from '../../core/risk/error-budget.ts';
import type { HourOfWeek } from '../../core/risk/hours-of-week.ts';
import { type RiskQuestion, risksOf } from '../../core/risk/risk-of.ts';
import { mostTakenBack } from '../../core/risk/soundness.ts';
import { type StrategyPolicy, strategyOf } from '../../core/strategies/strategies.ts';
import { UsageError } from '../usage-error.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import type { PlanReport, PlanSummary, Question } from './plan-report.ts';
import { fastestWithin, type WithinBudget } from './risk-budget.ts';
import { leftOutOf } from './risk-left-out.ts';
import {
  type KnownRisk,
  knownRisk,
  modelsAt,
  type RiskRow,
  rejectingRows,
  rowsOf,
  type SmallestNoticed,
  scoreRows,
  slowRow,
  smallestOf,
} from './risk-rows.ts';
import {
  alarmsOf,
  type Guards,
  givenIn,
  guardsOf,
  judgesOf,
  type Noticed,
  noticed,
  type Read,
} from './risk-watch.ts';

/** The traffic that a risk is computed for. */
export interface Traffic {
  readonly requestsPerSecond: number;
  /** The part of requests that fail when all is well, from 0 to 1. */
  readonly healthyRate: number;
  /** The part of requests that end 4xx, where it was measured. */
  readonly rejectedRate?: number;
  /** Where the figures come from, for people. */
  readonly from: string;
  /** Only where it is measured, and over more than a day. */
  readonly extremes?: { readonly quietest: HourOfWeek; readonly busiest: HourOfWeek };
}

/** The same manifest at another hour of the week. */
interface OtherHour extends HourOfWeek {
  readonly sound: KnownRisk;
  readonly allFail: KnownRisk;
}

/** The same traffic and alarms under another strategy. */
interface OtherStrategy {
  readonly strategy: string;
  /** Of the timeline, which a picture is made of. */
  readonly phases: PlanSummary['timeline']['phases'];
  readonly seconds: number;
  readonly peakInstances: number;
  /** Beyond what the endpoint has anyway, and their price if one is given. */
  readonly extraInstanceHours: number;
  readonly dollars?: number;
  readonly sound: KnownRisk;
  readonly allFail: KnownRisk;
  readonly tenTimes: KnownRisk;
  readonly smallest: SmallestNoticed | null;
}

export interface RiskReport {
  readonly traffic: Traffic;
  /** How many of a hundred requests may fail in a month, as a part: 0.001 for 99.9 %. */
  readonly slo: number;
  /** Requests of a month that may fail. */
  readonly monthlyBudget: number;
  readonly rows: readonly RiskRow[];
  readonly smallest: SmallestNoticed | null;
  readonly others: readonly OtherStrategy[];
  /** At the quietest and at the busiest hour of the week, where they are known. */
  readonly hours: readonly OtherHour[];
  /** Of the manifest's own strategy. */
  readonly phases: PlanSummary['timeline']['phases'];
  readonly seconds: number;
  readonly peakInstances: number;
  readonly extraInstanceHours: number;
  readonly dollars?: number;
  /** Alarms by a limit on errors that take back many sound models. */
  readonly unsound: readonly UnsoundAlarm[];
  /** Only where a budget for a release is given. */
  readonly within?: WithinBudget;
  /** What each comparison sees of what it is there to find, and the bake that it needs for that. */
  readonly evidence: readonly Evidence[];
  /** What is not in the figures. */
  readonly leftOut: readonly string[];
}

/** An alarm of the manifest, and the chance that it takes back a sound model. */
interface UnsoundAlarm {
  /** Its place in the manifest. */
  readonly field: string;
  readonly takenBack: number;
  /** What to compare instead. */
  readonly instead: '5xx' | '4xx';
}

/** The part of the month's budget that a release may use, and what plans a manifest. */
export interface ReleaseBudget {
  readonly part: number;
  readonly plan: (question: Question) => PlanReport;
}

/**
 * What this manifest would do to the endpoint's requests, if a release were sound or bad; and the usual strategies beside
 * it. `random` gives numbers from 0 to 1: the same sequence gives the same report.
 *
 * @param read what AWS has; without it, alarms by name are not known
 * @throws UsageError if a budget is given and it is not known what notices a model that fails
 */
export function riskReport(
  question: Question,
  plan: PlanSummary,
  traffic: Traffic,
  slo: number,
  random: () => number,
  budget?: ReleaseBudget,
  price?: number,
  read?: Read,
): RiskReport {
  const { manifest: finding } = question;
  const parsed = finding.kind === 'content' ? parseManifest(finding.value) : undefined;
  const manifest = parsed?.ok ? parsed.manifest : undefined;
  const guards = guardsOf(
    manifest,
    {
      ...{ endpoint: question.endpoint, stage: question.stage, variants: plan.variants.length },
      knows4xx: traffic.rejectedRate !== undefined,
    },
    read,
  );
  const failing = noticed(guards, '5xx');
  if (budget !== undefined && failing === 'unknown') throw unplannable(guards);
  const watching = { alarms: alarmsOf(guards), judges: judgesOf(guards) };
  const asked = (timeline: RiskQuestion['timeline']): RiskQuestion => ({
    timeline,
    requestsPerSecond: traffic.requestsPerSecond,
    healthyRate: traffic.healthyRate,
    ...(traffic.rejectedRate !== undefined && { rejectedRate: traffic.rejectedRate }),
    ...watching,
    chance: random,
  });
  const models = modelsAt(traffic.healthyRate);
  const risks = risksOf(
    asked(plan.timeline),
    models.map(({ rate }) => rate),
  );
  const counts = plan.variants.map(({ name, instanceCount }) => ({ name, instanceCount }));
  return {
    traffic,
    slo,
    monthlyBudget: monthlyBudget(traffic.requestsPerSecond, slo),
    rows: rowsOf(risks, models, failing, [
      ...rejectingRows(asked(plan.timeline), guards),
      slowRow(asked(plan.timeline), guards),
      ...scoreRows(asked(plan.timeline), guards, manifest),
    ]),
    smallest: smallestOf(asked(plan.timeline), failing),
    others: usualStrategies.map((policy) => {
      const timeline = timelineOf({ action: 'update', policy, variants: counts });
      const [sound, allFail, tenTimes] = risksOf(asked(timeline), [
        traffic.healthyRate,
        ...models.slice(0, 2).map(({ rate }) => rate),
      ]).map((risk) => knownRisk(risk, failing)) as [KnownRisk, KnownRisk, KnownRisk];
      return {
        strategy: strategyOf(policy).words(policy),
        ...sizeOf(timeline, price),
        sound,
        allFail,
        tenTimes,
        smallest: smallestOf(asked(timeline), failing),
      };
    }),
    hours: hoursOf(traffic, asked(plan.timeline), failing),
    ...sizeOf(plan.timeline, price),
    unsound: unsoundAlarms(guards, asked(plan.timeline)),
    ...(budget && {
      within: fastestWithin(
        budget.part * monthlyBudget(traffic.requestsPerSecond, slo),
        question,
        budget.plan,
        asked,
        {
          bad: models.slice(0, 2).map(({ rate }) => rate),
          sound: traffic.healthyRate,
        },
      ),
    }),
    evidence:
      manifest === undefined
        ? []
        : evidenceOf(manifest, plan, givenIn(manifest, question.stage, read).policy, traffic),
    leftOut: leftOutOf(manifest, guards),
  };
}

/** How long it takes, and what it needs beside what serves. `price` in dollars for an hour of one instance. */
function sizeOf(
  { phases, totalSeconds, peakInstances, extraInstanceHours }: PlanSummary['timeline'],
  price: number | undefined,
) {
  return {
    ...{ phases, seconds: totalSeconds, peakInstances, extraInstanceHours },
    ...(price !== undefined && { dollars: Number((extraInstanceHours * price).toPrecision(4)) }),
  };
}

function hoursOf({ extremes, healthyRate }: Traffic, question: RiskQuestion, failing: Noticed): OtherHour[] {
  if (extremes === undefined) return [];
  return [extremes.quietest, extremes.busiest].map((hour) => {
    const { requestsPerSecond } = hour;
    const [sound, allFail] = risksOf({ ...question, requestsPerSecond }, [healthyRate, 1]).map((risk) =>
      knownRisk(risk, failing),
    ) as [KnownRisk, KnownRisk];
    return { ...hour, sound, allFail };
  });
}

/** Each alarm by itself: it is not excused by what the others would take back. */
function unsoundAlarms(guards: Guards, question: RiskQuestion): UnsoundAlarm[] {
  return guards.alarms.flatMap((alarm) => {
    const counts = alarmsOf({ ...guards, alarms: [alarm] });
    const { errors } = alarm.counts ?? {};
    if (counts.length === 0 || errors === undefined) return [];
    const [sound] = risksOf({ ...question, alarms: counts, judges: [] }, [question.healthyRate]);
    if (sound === undefined || sound.takenBack <= mostTakenBack) return [];
    return [{ field: alarm.field, takenBack: sound.takenBack, instead: errors }];
  });
}

/** A way to shift that is within a budget by nothing but what is not known would be no answer. */
const unplannable = (guards: Guards): UsageError =>
  new UsageError(
    `--budget: expected alarms or comparisons on 5xx whose chances are known, got ${guards.alarms.map(({ field }) => field).join(', ') || 'a comparison of other errors'}.${guards.alarms.some(({ isUnread }) => isUnread) ? ' Alarms by name are read with --live.' : ''} { compare: 5xx } needs no other.`,
  );

/** Beside the manifest's own: the steps that AWS's guide shows. */
const usualStrategies: readonly StrategyPolicy[] = [
  { strategy: 'all-at-once', finalBake: 600 },
  { strategy: 'canary', step: { Type: 'CAPACITY_PERCENT', Value: 10 }, bake: 1200, finalBake: 600 },
  { strategy: 'linear', step: { Type: 'CAPACITY_PERCENT', Value: 20 }, bake: 300, finalBake: 300 },
];
