import type { Timeline } from './timeline.ts';

/** Green's shares of the traffic, in per cent, one for each step that bakes, as instances make them: 25 % of two is 50, 100. */
export const trafficSteps = ({ phases }: Pick<Timeline, 'phases'>): number[] => [
  ...new Set(
    phases
      .filter(({ kind }) => kind === 'bake' || kind === 'final-bake')
      .map(({ green }) => green.trafficPercent),
  ),
];

/** More than this are told by their ends. */
const mostTold = 5;

/** `50, 100 %`; `5, 10, … 100 %`. Empty where nothing bakes. */
export function trafficStepsText(timeline: Pick<Timeline, 'phases'>): string {
  const steps = trafficSteps(timeline);
  if (steps.length === 0) return '';
  const told = steps.length > mostTold ? [...steps.slice(0, 2), `… ${steps.at(-1)}`] : steps;
  return `${told.join(', ')} %`;
}
