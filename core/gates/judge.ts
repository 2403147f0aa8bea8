import type { Finding } from '../judge/finding.ts';
import { formatDuration } from '../values/duration.ts';
import type { Problem } from '../values/problem.ts';
import type { Action } from './action.ts';
import type { ComparisonTerms } from './comparison-terms.ts';
import type { Around, GateKind, GateSnapshot, PlannedBake, Step } from './gate.ts';
import { stepDecided } from './hold-question.ts';
import { usualTerms } from './hold-terms.ts';
import { type JudgeConfig, judgeSchema } from './judge-config.ts';
import { type AskingState, askAbout, withoutQuestion } from './judge-question.ts';
import { judgeCounts } from './judge-report.ts';
import type { JudgeState } from './judge-state.ts';
import { linkProblems } from './link-problems.ts';

/** So long before a bake ends it looks once more. SageMaker must still see the abort switch in that bake. */
const beforeEndMs = 60_000;
/** In a shorter bake there is nothing new to see then. */
const shortestBakeMs = 120_000;

/** What a judge and a comparison among the alarms have in common. */
export const looksAsJudge = {
  refusals(_: unknown, { asynchronous }: Pick<Around, 'asynchronous'>): readonly Problem[] {
    if (asynchronous !== true) return [];
    const problem: Problem = {
      field: '',
      expected: 'an endpoint that counts its requests (Invocations)',
      got: 'an asynchronous endpoint, which does not',
      fix: 'Take the comparison out; an alarm on a metric of asynchronous endpoints can watch it.',
    };
    return [problem];
  },

  // Its guard must not be one that could never trip.
  doubt(_: unknown, { seconds }: PlannedBake): string | undefined {
    return seconds * 1000 >= shortestBakeMs
      ? undefined
      : `does not look again before it ends, since it bakes for less than ${formatDuration(shortestBakeMs / 1000)}`;
  },
};

/**
 * Compares both fleets, with a stated chance of a false alarm (core/judge): whenever something happens in the shift, and
 * once before each bake ends, by what has been counted so far; after the shift by all of it.
 */
export const judge: GateKind<JudgeConfig, AskingState> = {
  kind: 'judge',
  stages: ['during', 'after'],
  schema: () => judgeSchema,
  watchesBakes: () => true,
  ...looksAsJudge,
  refusals: (config, around) => [
    ...looksAsJudge.refusals(config, around),
    ...(config.hold === undefined ? [] : linkProblems(config.hold, around, 'hold.anyoneWithLink')),
  ],

  step(config, seen) {
    const { decision, state, now } = seen;
    if (decision !== undefined) return stepDecided(decision);
    const { hold: terms = usualTerms } = config;
    if (state?.found !== undefined) return askAbout(terms, state.found, seen);
    const step = stepJudged(config, withoutQuestion(seen));
    if (step.kind !== 'undecided') return step;
    return { ...askAbout(terms, { why: step.why, at: now }, seen), judged: step.judged ?? [] };
  },
};

/** People are to be asked: it is not shown what the manifest demands, and nothing more will be counted. */
interface Undecided {
  readonly kind: 'undecided';
  readonly why: string;
  readonly judged?: readonly Finding[];
}

/** What both fleets have done so far: asked for, then judged. */
export function stepJudged(
  config: JudgeConfig,
  seen: GateSnapshot<JudgeState>,
): Step<JudgeState> | Undecided {
  if (seen.result === undefined) return { kind: 'act', action: comparingAction(config) };
  const isLast = seen.stage === 'after' || seen.shift?.kind === 'over' || isLastLook(seen);
  if (seen.nothingBefore === true)
    return {
      kind: 'passed',
      why: 'there is nothing to compare with: the release has created the endpoint',
    };
  const judged = judgeCounts(seen.result, config, isLast);
  return judged.kind === 'failed' || isLast
    ? judged
    : { ...lookAgain(seen, judged.why), judged: judged.judged ?? [] };
}

/** What is asked for before anything can be compared: what both fleets did, or answered. */
export function comparingAction({ compare, slower }: ComparisonTerms): Action {
  return compare === 'score' ? { kind: 'scores' } : { kind: 'judge', compare, ...(slower && { slower }) };
}

/** The look a minute before the final bake ends. */
const isLastLook = ({ state, now }: GateSnapshot<JudgeState>): boolean =>
  state?.isFinal === true && now >= state.lookAt;

/** Looking costs one request, and finds the same if nothing has happened: so it may be repeated. */
function lookAgain({ shift, state, now }: GateSnapshot<JudgeState>, why: string): Step<JudgeState> {
  const isNew = shift?.kind === 'bake' && shift.number !== state?.bake;
  const next =
    isNew && (shift.seconds ?? 0) * 1000 >= shortestBakeMs
      ? { bake: shift.number, lookAt: now + (shift.seconds ?? 0) * 1000 - beforeEndMs, isFinal: shift.final }
      : state;
  const until = next !== undefined && next.lookAt > now ? next.lookAt : undefined;
  return { kind: 'waiting', until, why, ...(next && { state: next }) };
}
