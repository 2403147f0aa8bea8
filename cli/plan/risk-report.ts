import { parseManifest } from '../../core/manifest/parse.ts';
import type { Manifest } from '../../core/manifest/schema.ts';
import { timelineOf } from '../../core/plan/timeline/timeline-of.ts';
import { monthlyBudget } from '../../core/risk/error-budget.ts';
import type { HourOfWeek } from '../../core/risk/hours-of-week.ts';
import { type Risk, type RiskQuestion, risksOf } from '../../core/risk/risk-of.ts';
import { mostTakenBack } from '../../core/risk/soundness.ts';
import { type StrategyPolicy, strategyOf } from '../../core/strategies/strategies.ts';
import type { PlanReport, PlanSummary, Question } from './plan-report.ts';
import { fastestWithin, type WithinBudget } from './risk-budget.ts';
import { modelsAt, type RiskRow, rowsOf, type SmallestNoticed, slowRow, smallestOf } from './risk-rows.ts';
import { judgesOf, leftOutOf, noticed, watchedErrors } from './risk-watch.ts';

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

/** The same manifest at another hour of the week. */
interface OtherHour extends HourOfWeek {
  readonly sound: Risk;
  readonly allFail: Risk;
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
  readonly sound: Risk;
  readonly allFail: Risk;
  readonly tenTimes: Risk;
  readonly smallest: SmallestNoticed;
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
  readonly phases: PlanSummary['timeline']['phases'];
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
    rows: rowsOf(
      risks,
      models,
      noticed(manifest, variants, '5xx'),
      slowRow(asked(plan.timeline), manifest, variants),
    ),
    smallest: smallestOf(asked(plan.timeline)),
    others: usualStrategies.map((policy) => {
      const timeline = timelineOf({ action: 'update', policy, variants: counts });
      const [sound, allFail, tenTimes] = risksOf(asked(timeline), [
        traffic.healthyRate,
        ...models.slice(0, 2).map(({ rate }) => rate),
      ]) as [Risk, Risk, Risk];
      return {
        strategy: strategyOf(policy).words(policy),
        ...sizeOf(timeline, price),
        sound,
        allFail,
        tenTimes,
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

function hoursOf({ extremes, healthyRate }: Traffic, question: RiskQuestion): OtherHour[] {
  if (extremes === undefined) return [];
  return [extremes.quietest, extremes.busiest].map((hour) => {
    const { requestsPerSecond } = hour;
    const [sound, allFail] = risksOf({ ...question, requestsPerSecond }, [healthyRate, 1]) as [Risk, Risk];
    return { ...hour, sound, allFail };
  });
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
