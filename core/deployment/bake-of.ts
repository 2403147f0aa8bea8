import type { ShiftProgress } from '../gates/shift.ts';
import type { Plan } from '../plan/plan.ts';
import type { TimelinePhase } from '../plan/timeline/timeline.ts';
import type { EndpointProgress, VariantProgress } from '../sagemaker.ts';

type Bake = Extract<ShiftProgress, { kind: 'bake' }>;

/**
 * The bake that a shift is in, by what the endpoint itself shows; undefined if it does not bake, or not for
 * us. Events come late, twice and out of order, and their words are unreliable (AWS's own sample of
 * `VariantStatus` names the wrong wait). So only `Baking` and the number of new instances with traffic count.
 */
export function bakeOf(
  plan: Pick<Plan, 'config' | 'timeline'>,
  seen: EndpointProgress | undefined,
  now: number,
): Bake | undefined {
  if (seen?.status !== 'Updating' || seen.pendingConfigName !== plan.config) return undefined;
  if (!seen.pending.some(({ doing }) => doing.includes('Baking'))) return undefined;
  const bakes = timelineBakes(plan);
  const number = numberOf(bakes, seen, now);
  const planned = bakes[number - 1];
  // If AWS steps by share of traffic and not by instances, 90 % of 5 is also 5 instances
  // (docs/assumptions.md).
  const asPlanned = planned && isAt(planned, seen) ? planned.green.trafficPercent / 100 : 1;
  const greenShare = Math.min(shareOf(seen, asPlanned >= 1), asPlanned);
  if (greenShare <= 0) return undefined;
  // The old fleet (in a rolling update: its last batch) is ended only after this bake.
  const final = seen.pending.every((green) => onOf(green) >= wholeOf(green));
  return {
    kind: 'bake',
    number,
    final,
    greenShare,
    ...(planned && { seconds: shortestAlike(bakes, planned) }),
  };
}

/**
 * Of bakes with the same part of green one after another, AWS may leave out the first (docs/assumptions.md, "What bakes
 * after the last shift"): whoever wants to act before this one ends must be in time for the shortest.
 */
const shortestAlike = (bakes: readonly TimelinePhase[], planned: TimelinePhase): number =>
  Math.min(
    ...bakes
      .filter(
        ({ green, startSeconds }) =>
          green.serving === planned.green.serving && startSeconds >= planned.startSeconds,
      )
      .map(({ seconds }) => seconds),
  );

const timelineBakes = ({ timeline }: Pick<Plan, 'timeline'>): readonly TimelinePhase[] =>
  timeline.phases.filter(({ kind }) => kind === 'bake' || kind === 'final-bake');

const isAt = ({ green }: TimelinePhase, { pending }: EndpointProgress): boolean =>
  green.serving === sum(pending, onOf);

/**
 * The bake's number in the timeline: found by the part of green that serves. Several bakes may have the same
 * part: a last interval before the final bake, or percentages that give the same number of instances. Then
 * the time since the start of the update decides. If AWS rounds differently from the timeline, numbers may be
 * skipped or repeated, but never fall.
 */
function numberOf(bakes: readonly TimelinePhase[], seen: EndpointProgress, now: number): number {
  const on = sum(seen.pending, onOf);
  const whole = sum(seen.pending, wholeOf);
  const planned = Math.max(...bakes.map(({ green }) => green.serving));
  // 2 of 5 as 2/5: exact, even if autoscaling has changed the counts since.
  const first = bakes.findIndex(({ green }) => green.serving * whole >= on * planned);
  if (first === -1) return Math.max(1, bakes.length);
  const alike = bakes.filter(({ green }) => green.serving === bakes[first]?.green.serving);
  const elapsed = (now - (seen.pendingSince ?? now)) / 1000;
  const begun = alike.filter(({ startSeconds }) => startSeconds <= elapsed).length;
  return first + Math.max(1, begun);
}

/**
 * The part of the endpoint's requests that green answers; in doubt, the smaller of two readings: green's
 * serving part of its own fleet, or of all serving instances (docs/assumptions.md, "Share of the traffic"). A
 * canary of 1 of 3 beside three of blue: 1/3 or 1/4. A whole green fleet takes all traffic (AWS may still
 * count blue instances that are turned off), unless the plan has a bake in which it does not.
 */
function shareOf({ live, pending }: EndpointProgress, wholeTakesAll: boolean): number {
  // If all weights are 0, they count as equal (docs/assumptions.md).
  const weights = sum(pending, ({ weight }) => weight);
  const weightOf = ({ weight }: VariantProgress) => (weights > 0 ? weight / weights : 1 / pending.length);
  return sum(pending, (green) => {
    const on = onOf(green);
    const whole = wholeOf(green);
    if (on === 0) return 0;
    if (on >= whole && wholeTakesAll) return weightOf(green);
    const blue = live.find(({ name }) => name === green.name)?.instances ?? 0;
    return weightOf(green) * Math.min(on / whole, on / (on + blue));
  });
}

/** A variant without instances of its own is never shifted in parts. */
const onOf = ({ instances = 1 }: VariantProgress): number => instances;
const wholeOf = ({ desiredInstances = 1 }: VariantProgress): number => desiredInstances;

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
