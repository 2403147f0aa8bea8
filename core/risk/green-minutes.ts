/** A stretch of a shift in which nothing changes, as a plan's timeline has it (core/plan/timeline). */
export interface ShiftPhase {
  readonly kind: string;
  readonly startSeconds: number;
  readonly seconds: number;
  /** From 0 to 100. */
  readonly green: { readonly trafficPercent: number };
}

/** One minute of a shift: green's share of the requests on average, from 0 to 1, and whether a bake ends in it. */
export interface GreenMinute {
  readonly share: number;
  /** Two fleets serve, and so a judge has something to compare. */
  readonly isCompared: boolean;
  /** A judge looks at its end: it is the last that is known at one of its looks. */
  readonly isLookedAt: boolean;
}

/**
 * The minutes from green's first request to the end of the last bake. Linear by 20 % with bakes of five minutes: five
 * minutes each of 0.2, 0.4, 0.6, 0.8 and 1.
 */
export function greenMinutes({ phases }: { readonly phases: readonly ShiftPhase[] }): GreenMinute[] {
  const taking = phases.filter(({ green, kind }) => green.trafficPercent > 0 && kind !== 'terminate');
  const [first] = taking;
  if (first === undefined) return [];
  const start = first.startSeconds;
  const end = Math.max(...taking.map(({ startSeconds, seconds }) => startSeconds + seconds));
  const looks = looksIn(taking.filter(({ kind }) => kind.endsWith('bake'))).map((look) => look - start);
  return Array.from({ length: Math.ceil((end - start) / 60) }, (_, index) => {
    const [from, to] = [start + index * 60, start + (index + 1) * 60];
    const share = taking.reduce((sum, { startSeconds, seconds, green }) => {
      const part = Math.max(0, Math.min(to, startSeconds + seconds) - Math.max(from, startSeconds));
      return sum + (part / 60) * (green.trafficPercent / 100);
    }, 0);
    // A minute is known a minute after its end.
    const known = (index + 2) * 60;
    return {
      share,
      isCompared: share > 0 && share < 1,
      isLookedAt: looks.some((look) => look >= known && look < known + 60),
    };
  });
}

/** So long before a bake ends a judge looks once more, if the bake is not shorter than that (core/gates/judge.ts). */
const beforeEnd = 60;
const shortestBake = 120;

/**
 * When a judge looks, in the seconds of the timeline: when a bake begins, and before it ends. Once all traffic is on green, it
 * looks for the last time: of bakes with as much traffic on green one after another AWS may leave out the first
 * (docs/assumptions.md, "What bakes after the last shift"), and so it is in time for the shortest.
 */
function looksIn(bakes: readonly ShiftPhase[]): number[] {
  const whole = bakes.findIndex(({ green }) => green.trafficPercent >= 100);
  const looked = whole === -1 ? bakes : bakes.slice(0, whole + 1);
  return looked.flatMap(({ startSeconds, green }, index) => {
    const alike = bakes
      .slice(index)
      .filter((other) => other.green.trafficPercent === green.trafficPercent)
      .map(({ seconds }) => seconds);
    const seconds = Math.min(...alike);
    return seconds >= shortestBake ? [startSeconds, startSeconds + seconds - beforeEnd] : [startSeconds];
  });
}
