import type { Timeline, TimelinePhase } from './timeline.ts';

/** The position of a shift in its plan. */
export interface BakesAt {
  /** The first step, from 1, whose bake has at least this many instances of green serving. */
  readonly number: number;
  readonly of: number;
  /**
   * The bakes with exactly this many: none if the plan has no such bake, two if the last step may bake twice.
   */
  readonly bakes: readonly TimelinePhase[];
}

/**
 * Finds the plan's step by how much of green serves. AWS's documents leave open whether the last step bakes
 * once or twice, so bakes cannot be counted. With several variants, `serving` is the first one's.
 *
 * Steps with 1, 2, 3, 4 and 5 of 5 serving: 2 is step 2 of 5 with its one bake.
 */
export function bakesAt({ phases }: Timeline, serving: number): BakesAt {
  const bakes = phases.filter(({ kind }) => kind === 'bake' || kind === 'final-bake');
  const steps = [...new Set(bakes.map(firstServing))];
  const reached = steps.findIndex((step) => step >= serving);
  return {
    number: reached === -1 ? steps.length : reached + 1,
    of: steps.length,
    bakes: bakes.filter((bake) => firstServing(bake) === serving),
  };
}

const firstServing = ({ green, variants }: TimelinePhase): number => (variants?.[0]?.green ?? green).serving;
