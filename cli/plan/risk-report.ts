import { isComparedAlarm, isExistingAlarm, isManagedAlarm } from '../../core/alarms/alarm-schema.ts';
import type { JudgeConfig } from '../../core/gates/judge-config.ts';
import { parseManifest } from '../../core/manifest/parse.ts';
import type { Manifest } from '../../core/manifest/schema.ts';
import { timelineOf } from '../../core/plan/timeline/timeline-of.ts';
import { monthlyBudget } from '../../core/risk/error-budget.ts';
import type { HourOfWeek } from '../../core/risk/hours-of-week.ts';
import type { WatchedComparison } from '../../core/risk/judge-chances.ts';
import { type Risk, type RiskQuestion, risksOf } from '../../core/risk/risk-of.ts';
import { noticedChance, smallestNoticed } from '../../core/risk/smallest-noticed.ts';
import { mostTakenBack } from '../../core/risk/soundness.ts';
import { type WatchedErrors, watchedManaged } from '../../core/risk/watched-errors.ts';
import { type StrategyPolicy, strategyOf } from '../../core/strategies/strategies.ts';
import type { PlanReport, PlanSummary, Question } from './plan-report.ts';
import { fastestWithin, type WithinBudget } from './risk-budget.ts';

/** The traffic that a risk is computed for. */
export interface Traffic {
  readonly requestsPerSecond: number;
  /** The part of requests that fail when all is well, from 0 to 1. */
  readonly healthyRate: number;
  /** Where the figures come from, for people. */
  readonly from: string;
  /** Only where it is measured, and over more than a day. */
  readonly extremes?: { readonly quietest: HourOfWeek; readonly busiest: HourOfWeek };
}

/** A model, and the part of its requests that fail. */
export interface RiskRow extends Risk {
  readonly model: string;
}

/** The same manifest at another hour of the week. */
interface OtherHour extends HourOfWeek {
  readonly sound: Risk;
  readonly allFail: Risk;
}

/** The same traffic and alarms under another strategy. */
interface OtherStrategy {
  readonly strategy: string;
  readonly seconds: number;
  readonly peakInstances: number;
  /** Beyond what the endpoint has anyway, and their price if one is given. */
  readonly extraInstanceHours: number;
  readonly dollars?: number;
  readonly sound: Risk;
  readonly allFail: Risk;
  readonly smallest: SmallestNoticed;
}

/** The smallest failure that is noticed before the new fleet has all of the traffic, with at least this chance. */
export interface SmallestNoticed {
  readonly chance: number;
  /** The part of the requests that fail; null if not even all of them would be noticed. */
  readonly rate: number | null;
  /** How many times as often as usual that is; null also where nothing fails usually. */
  readonly times: number | null;
}

export interface RiskReport {
  readonly traffic: Traffic;
  /** How many of a hundred requests may fail in a month, as a part: 0.001 for 99.9 %. */
  readonly slo: number;
  /** Requests of a month that may fail. */
  readonly monthlyBudget: number;
  readonly rows: readonly RiskRow[];
  readonly smallest: SmallestNoticed;
  readonly others: readonly OtherStrategy[];
  /** At the quietest and at the busiest hour of the week, where they are known. */
  readonly hours: readonly OtherHour[];
  /** Of the manifest's own strategy. */
  readonly seconds: number;
  readonly peakInstances: number;
  readonly extraInstanceHours: number;
  readonly dollars?: number;
  /** Alarms on 5xx that take back many sound models. */
  readonly unsound: readonly UnsoundAlarm[];
  /** Only where a budget for a release is given. */
  readonly within?: WithinBudget;
  /** What is not in the figures. */
  readonly leftOut: readonly string[];
}

/** An alarm of the manifest, and the chance that it takes back a sound model. */
interface UnsoundAlarm {
  /** Its place in the manifest. */
  readonly field: string;
  readonly takenBack: number;
}

/** The part of the month's budget that a release may use, and what plans a manifest. */
export interface ReleaseBudget {
  readonly part: number;
  readonly plan: (question: Question) => PlanReport;
}

/**
 * What this manifest would do to the endpoint's requests, if a release were sound or bad; and the usual strategies beside
 * it. `random` gives numbers from 0 to 1: the same sequence gives the same report.
 */
export function riskReport(
  question: Question,
  plan: PlanSummary,
  traffic: Traffic,
  slo: number,
  random: () => number,
  budget?: ReleaseBudget,
  price?: number,
): RiskReport {
  const { manifest: finding } = question;
  const parsed = finding.kind === 'content' ? parseManifest(finding.value) : undefined;
  const manifest = parsed?.ok ? parsed.manifest : undefined;
  const variants = plan.variants.length;
  const watching = { alarms: watchedErrors(manifest, variants), judges: judgesOf(manifest) };
  const asked = (timeline: RiskQuestion['timeline']): RiskQuestion => ({
    timeline,
    requestsPerSecond: traffic.requestsPerSecond,
    healthyRate: traffic.healthyRate,
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
    rows: risks.map((risk, index) => ({ model: models[index]?.model ?? '', ...risk })),
    smallest: smallestOf(asked(plan.timeline)),
    others: usualStrategies.map((policy) => {
      const timeline = timelineOf({ action: 'update', policy, variants: counts });
      const [sound, allFail] = risksOf(asked(timeline), [traffic.healthyRate, 1]) as [Risk, Risk];
      return {
        strategy: strategyOf(policy).words(policy),
        ...sizeOf(timeline, price),
        sound,
        allFail,
        smallest: smallestOf(asked(timeline)),
      };
    }),
    hours: hoursOf(traffic, asked(plan.timeline)),
    ...sizeOf(plan.timeline, price),
    unsound: unsoundAlarms(manifest, variants, asked(plan.timeline), traffic.healthyRate),
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
    leftOut: leftOutOf(manifest, variants),
  };
}

function smallestOf(question: RiskQuestion): SmallestNoticed {
  const rate = smallestNoticed(question) ?? null;
  const { healthyRate } = question;
  const times = rate === null || healthyRate === 0 ? null : rate / healthyRate;
  return { chance: noticedChance, rate, times };
}

/** How long it takes, and what it needs beside what serves. `price` in dollars for an hour of one instance. */
function sizeOf(
  { totalSeconds, peakInstances, extraInstanceHours }: PlanSummary['timeline'],
  price: number | undefined,
) {
  return {
    ...{ seconds: totalSeconds, peakInstances, extraInstanceHours },
    ...(price !== undefined && { dollars: Number((extraInstanceHours * price).toPrecision(4)) }),
  };
}

function hoursOf({ extremes, healthyRate }: Traffic, question: RiskQuestion): OtherHour[] {
  if (extremes === undefined) return [];
  return [extremes.quietest, extremes.busiest].map((hour) => {
    const { requestsPerSecond } = hour;
    const [sound, allFail] = risksOf({ ...question, requestsPerSecond }, [healthyRate, 1]) as [Risk, Risk];
    return { ...hour, sound, allFail };
  });
}

/** A rate that is 0 has no multiple: one of a thousand stands for it. */
function modelsAt(healthy: number): { model: string; rate: number }[] {
  const base = Math.max(healthy, 0.001);
  return [
    { model: 'all fail', rate: 1 },
    { model: '10 times', rate: Math.min(1, base * 10) },
    { model: '3 times', rate: Math.min(1, base * 3) },
    { model: 'sound', rate: healthy },
  ];
}

/** Each alarm by itself: it is not excused by what the others would take back. */
function unsoundAlarms(
  manifest: Manifest | undefined,
  variants: number,
  question: RiskQuestion,
  healthyRate: number,
): UnsoundAlarm[] {
  return (manifest?.alarms ?? []).flatMap((alarm, index) => {
    const watched = watchedErrors({ alarms: [alarm] }, variants);
    if (watched.length === 0) return [];
    const [sound] = risksOf({ ...question, alarms: watched, judges: [] }, [healthyRate]);
    if (sound === undefined || sound.takenBack <= mostTakenBack) return [];
    return [{ field: `alarms[${index}]`, takenBack: sound.takenBack }];
  });
}

/** Beside the manifest's own: the steps that AWS's guide shows. */
const usualStrategies: readonly StrategyPolicy[] = [
  { strategy: 'all-at-once', finalBake: 600 },
  { strategy: 'canary', step: { Type: 'CAPACITY_PERCENT', Value: 10 }, bake: 1200, finalBake: 600 },
  { strategy: 'linear', step: { Type: 'CAPACITY_PERCENT', Value: 20 }, bake: 300, finalBake: 300 },
];

/** Alarms on 5xx that roll back. */
const watchedErrors = (manifest: Pick<Manifest, 'alarms'> | undefined, variants: number): WatchedErrors[] =>
  (manifest?.alarms ?? []).flatMap((alarm) => {
    if (!isManagedAlarm(alarm) || alarm.on !== 'rollback') return [];
    const watched = watchedManaged(alarm, variants);
    return watched?.errors === '5xx' ? [watched] : [];
  });

function judgesOf(manifest: Manifest | undefined): WatchedComparison[] {
  const gates = (manifest?.gates?.during ?? []).flatMap(({ kind, config }) =>
    kind === 'judge' ? [{ ...(config as JudgeConfig), computedBy: 'greenlight' as const }] : [],
  );
  const alarms = (manifest?.alarms ?? []).filter(isComparedAlarm).filter(({ on }) => on === 'rollback');
  return [...gates, ...alarms].flatMap(({ compare, tolerance, falseAlarms, floor, computedBy }) =>
    compare === '5xx' ? [{ tolerance, falseAlarms, floor, computedBy }] : [],
  );
}

function leftOutOf(manifest: Manifest | undefined, variants: number): string[] {
  const alarms = (manifest?.alarms ?? []).filter((alarm) => alarm.on === 'rollback');
  const named = alarms.filter(isExistingAlarm).length;
  const others = alarms.filter(
    (alarm) => isManagedAlarm(alarm) && watchedErrors({ alarms: [alarm] }, variants).length === 0,
  ).length;
  const demanding = [...(manifest?.gates?.during ?? []), ...(manifest?.gates?.after ?? [])].some(
    ({ kind, config }) =>
      kind === 'judge' &&
      ((config as JudgeConfig).demand === 'pass' || (config as JudgeConfig).otherwise === 'fail'),
  );
  const after = (manifest?.gates?.after ?? []).length;
  return [
    ...(demanding
      ? ['that a judge with demand: pass or otherwise: fail takes back what it knows too little of']
      : []),
    ...(after > 0 ? [`${after} gate${after === 1 ? '' : 's'} after the shift`] : []),
    ...(named > 0 ? [`${named} alarm${named === 1 ? '' : 's'} by name, whose metric is not known here`] : []),
    ...(others > 0 ? [`${others} alarm${others === 1 ? '' : 's'} on other metrics than 5xx`] : []),
  ];
}
