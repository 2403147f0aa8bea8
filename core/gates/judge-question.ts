import type { GateSnapshot, Step } from './gate.ts';
import { stepAsking } from './hold-question.ts';
import type { HoldTerms } from './hold-terms.ts';
import type { JudgeState } from './judge-state.ts';

/** As a judge's; and once people are asked about what was found, what that was, and since when: epoch milliseconds. */
export interface AskingState extends Partial<JudgeState> {
  readonly found?: { readonly why: string; readonly at: number };
}

/** Asks people about what a comparison has found. The question stays the same while it is open, whatever is counted meanwhile. */
export function askAbout(
  terms: HoldTerms,
  found: { readonly why: string; readonly at: number },
  { now, state }: GateSnapshot<AskingState>,
): Step<AskingState> {
  const step = stepAsking(terms, found.why, found.at, now);
  return step.kind === 'waiting' ? { ...step, state: { ...state, found } } : step;
}

/** What the judge itself knows: at which look it is. */
export function withoutQuestion({ state, ...seen }: GateSnapshot<AskingState>): GateSnapshot<JudgeState> {
  const { bake, lookAt, isFinal } = state ?? {};
  const isKept = bake !== undefined && lookAt !== undefined && isFinal !== undefined;
  return { ...seen, state: isKept ? { bake, lookAt, isFinal } : undefined };
}
