import { type RiskQuestion, risksOf } from '../../core/risk/risk-of.ts';
import { mostTakenBack } from '../../core/risk/soundness.ts';
import type { PlanReport, PlanSummary, Question } from './plan-report.ts';

/** The fastest way to shift that stays within a part of the month's budget. */
export interface WithinBudget {
  /** Requests that a release may hurt. */
  readonly requests: number;
  /** How many ways were tried, the fastest first. */
  readonly tried: number;
  /** As the manifest writes it; null if none stays within it. */
  readonly rollout: Readonly<Record<string, string>> | null;
  readonly seconds?: number;
  /** In the worst 5 % of cases, of the worse of the two bad models. */
  readonly hurt?: number;
}

/** What is tried: the strategies with the sizes and bakes that people usually write. */
const ways: readonly Readonly<Record<string, string>>[] = [
  ...['5m', '10m', '30m'].map((finalBake) => ({ strategy: 'all-at-once', finalBake })),
  ...['5%', '10%', '20%', '50%', '1 instance'].flatMap((step) =>
    ['5m', '10m', '20m', '30m', '1h'].map((bake) => ({ strategy: 'canary', step, bake, finalBake: '5m' })),
  ),
  ...['10%', '20%', '25%', '50%', '1 instance'].flatMap((step) =>
    ['3m', '5m', '10m', '15m', '30m'].map((bake) => ({ strategy: 'linear', step, bake, finalBake: '5m' })),
  ),
];

/**
 * The fastest of the usual ways under which neither a model of which every request fails nor one that fails ten times as often
 * as usual stays or hurts more than `requests` requests, in all but the worst 5 % of cases, and few sound ones are taken back. Each is
 * planned like the manifest itself, so one that would be refused is none.
 *
 * @param rates of failures: of the bad models, and of a sound one
 */
export function fastestWithin(
  requests: number,
  question: Question,
  plan: (question: Question) => PlanReport,
  asked: (timeline: RiskQuestion['timeline']) => RiskQuestion,
  rates: { readonly bad: readonly number[]; readonly sound: number },
): WithinBudget {
  const planned = ways
    .flatMap((rollout) => {
      const update = updateUnder(rollout, question, plan);
      return update === null ? [] : [{ rollout, update }];
    })
    .toSorted((a, b) => a.update.timeline.totalSeconds - b.update.timeline.totalSeconds);
  for (const [index, { rollout, update }] of planned.entries()) {
    const hurt = mostHurt(asked(update.timeline), rates.bad, requests);
    if (hurt === undefined) continue;
    const [sound] = risksOf(asked(update.timeline), [rates.sound]);
    if (sound === undefined || sound.takenBack > mostTakenBack) continue;
    return { requests, tried: index + 1, rollout, seconds: update.timeline.totalSeconds, hurt };
  }
  return { requests, tried: planned.length, rollout: null };
}

/** A model that is taken back less often goes on hurting when the shift has ended, in more than the worst 5 % of cases. */
const leastTakenBack = 0.95;

/** In the worst 5 % of cases, of the worst of these models; undefined if it is more than `most`, or if one of them stays. */
function mostHurt(question: RiskQuestion, rates: readonly number[], most: number): number | undefined {
  let hurt = 0;
  for (const rate of rates) {
    const risks = risksOf(question, [rate]);
    hurt = Math.max(hurt, ...risks.map(({ harmed }) => harmed.worst));
    if (hurt > most || risks.some(({ takenBack }) => takenBack < leastTakenBack)) return undefined;
  }
  return hurt;
}

function updateUnder(
  rollout: Readonly<Record<string, string>>,
  question: Question,
  plan: (question: Question) => PlanReport,
): PlanSummary | null {
  const { manifest } = question;
  if (manifest.kind !== 'content') return null;
  const value = { ...(manifest.value as object), rollout };
  const { update, problems } = plan({ ...question, manifest: { ...manifest, value } });
  return problems.length === 0 ? update : null;
}
