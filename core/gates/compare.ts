import * as z from 'zod';
import type { GateKind, GateSnapshot, PlannedGate, Step } from './gate.ts';
import { stepAsking, stepDecided } from './hold-question.ts';
import type { HoldTerms } from './hold-terms.ts';
import { type JudgeState, looksAsJudge, stepJudged } from './judge.ts';
import type { ComparisonTerms } from './judge-config.ts';

/** A comparison of the manifest's alarms that Greenlight itself computes. */
export interface Comparison extends ComparisonTerms {
  readonly on: 'rollback' | 'hold' | 'notify';
  /** Only with `on: hold`. */
  readonly hold?: HoldTerms;
}

/** As a judge's; and once it has found that green is worse, what it asks people about, and since when. */
export interface CompareState extends Partial<JudgeState> {
  readonly found?: { readonly why: string; readonly at: number };
}

/**
 * A gate added during the shift for each alarm by `compare` (docs/manifest.md, "Comparisons"): the judge's statistic, and
 * what an alarm does once it has gone off: it stops the shift, asks people, or only tells.
 */
export const compare: GateKind<Comparison, CompareState> = {
  kind: 'compare',
  stages: ['during'],
  schema: () => z.never({ error: 'no comparison: it is an alarm, { compare: 5xx }' }),
  watchesBakes: ({ on }) => on === 'rollback',
  ...looksAsJudge,

  step(config, seen) {
    const { decision, state, now } = seen;
    if (decision !== undefined) return stepDecided(decision);
    if (state?.found !== undefined) return asking(config, state.found, seen);
    const step = stepJudged({ ...config, demand: 'not-worse', otherwise: 'pass' }, judgesSeen(seen));
    if (step.kind !== 'failed') return step;
    switch (config.on) {
      case 'rollback':
        return step;
      case 'notify':
        return { ...step, kind: 'passed', why: `${step.why} (on: notify)`, overridden: true };
      case 'hold':
        return { ...asking(config, { why: step.why, at: now }, seen), judged: step.judged ?? [] };
      default:
        return config.on satisfies never;
    }
  },
};

/** The question stays the same while it is open, whatever is counted meanwhile. */
function asking(
  { hold }: Comparison,
  found: { readonly why: string; readonly at: number },
  { now }: GateSnapshot<CompareState>,
): Step<CompareState> {
  if (hold === undefined) return { kind: 'failed', why: found.why };
  const step = stepAsking(hold, found.why, found.at, now);
  return step.kind === 'waiting' ? { ...step, state: { found } } : step;
}

function judgesSeen({ state, ...seen }: GateSnapshot<CompareState>): GateSnapshot<JudgeState> {
  const { bake, lookAt, isFinal } = state ?? {};
  const isKept = bake !== undefined && lookAt !== undefined && isFinal !== undefined;
  return { ...seen, state: isKept ? { bake, lookAt, isFinal } : undefined };
}

/** Whether it is a comparison that stops nothing and asks nobody, whatever it finds. */
export const onlyTells = ({ kind, config }: PlannedGate): boolean =>
  kind === compare.kind && (config as Comparison).on === 'notify';
