import * as z from 'zod';
import type { ComparisonTerms } from './comparison-terms.ts';
import type { GateKind, GateSnapshot, PlannedGate, Step } from './gate.ts';
import { stepDecided } from './hold-question.ts';
import type { HoldTerms } from './hold-terms.ts';
import { looksAsJudge, stepJudged } from './judge.ts';
import { type AskingState, askAbout, withoutQuestion } from './judge-question.ts';

/** A comparison of the manifest's alarms that Greenlight itself computes. */
export interface Comparison extends ComparisonTerms {
  readonly on: 'rollback' | 'hold' | 'notify';
  /** Only with `on: hold`. */
  readonly hold?: HoldTerms;
}

/**
 * A gate added during the shift for each alarm by `compare` (docs/manifest.md, "Comparisons"): the judge's statistic, and
 * what an alarm does once it has gone off: it stops the shift, asks people, or only tells.
 */
export const compare: GateKind<Comparison, AskingState> = {
  kind: 'compare',
  stages: ['during'],
  schema: () => z.never({ error: 'no comparison: it is an alarm, { compare: 5xx }' }),
  watchesBakes: ({ on }) => on === 'rollback',
  ...looksAsJudge,

  step(config, seen) {
    const { decision, state, now } = seen;
    if (decision !== undefined) return stepDecided(decision);
    if (state?.found !== undefined) return asking(config, state.found, seen);
    const { hold: _, ...terms } = config;
    const step = stepJudged({ ...terms, demand: 'not-worse', otherwise: 'pass' }, withoutQuestion(seen));
    if (step.kind === 'undecided') return { ...step, kind: 'passed' };
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

/** A comparison that asks; one of an older version, without its terms, aborts. */
const asking = (
  { hold }: Comparison,
  found: { readonly why: string; readonly at: number },
  seen: GateSnapshot<AskingState>,
): Step<AskingState> =>
  hold === undefined ? { kind: 'failed', why: found.why } : askAbout(hold, found, seen);

/** Whether it is a comparison that stops nothing and asks nobody, whatever it finds. */
export const onlyTells = ({ kind, config }: PlannedGate): boolean =>
  kind === compare.kind && (config as Comparison).on === 'notify';
