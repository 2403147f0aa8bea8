import type { Split } from '../../strategies/splits.ts';
import type { FleetShare, TimelinePhase } from './timeline.ts';

/** A production variant: its part of the endpoint's traffic, and its size before and after. */
export interface VariantFleets {
  readonly name: string;
  readonly weight: number;
  readonly blue: number;
  readonly green: number;
}

/** The phases in order, and the largest number of instances at any time. */
export interface Course {
  readonly phases: readonly TimelinePhase[];
  readonly totalSeconds: number;
  readonly peakInstances: number;
}

/** A variant at an instant: its existing instances and its traffic. */
interface Standing extends Split {
  readonly name: string;
  /** Its weight in the endpoint's traffic. */
  readonly weight: number;
  readonly blueUp: number;
  readonly greenUp: number;
  /** Whether the endpoint serves yet. */
  readonly serves: boolean;
}

/**
 * Writes phases one after another, each with the state at its beginning. A phase of zero length is left out.
 */
export class PhaseWriter implements Course {
  /** Worked out where they are asked for: of several courses most are only compared by their length. */
  readonly #passed: (Pick<TimelinePhase, 'kind' | 'startSeconds' | 'seconds'> & {
    readonly standings: readonly Standing[];
  })[] = [];
  totalSeconds = 0;
  peakInstances = 0;
  #standings: readonly Standing[];

  constructor(variants: readonly VariantFleets[], serves: boolean) {
    const weights = variants.reduce((sum, { weight }) => sum + weight, 0);
    this.#standings = variants.map(({ name, weight, blue }) => ({
      name,
      // If all weights are 0, they count as equal (docs/assumptions.md).
      weight: weights > 0 ? weight : 1,
      blueUp: blue,
      blueOn: blue,
      greenUp: 0,
      greenOn: 0,
      share: 0,
      serves,
    }));
  }

  get phases(): readonly TimelinePhase[] {
    return this.#passed.map(({ standings, ...phase }) => ({ ...phase, ...splitOf(standings) }));
  }

  /** Brings each variant's green fleet to that many instances, including those that are starting. */
  launch(counts: readonly number[]): void {
    this.#change((standing, variant) => ({ ...standing, greenUp: counts[variant] ?? standing.greenUp }));
  }

  shift(splits: readonly Split[]): void {
    this.#change((standing, variant) => ({ ...standing, ...splits[variant] }));
  }

  /** Ends the blue instances without traffic. Takes no time if there are none. */
  terminateIdle(seconds: number): void {
    if (this.#standings.every(({ blueUp, blueOn }) => blueUp === blueOn)) return;
    this.pass('terminate', seconds);
    this.#change((standing) => ({ ...standing, blueUp: standing.blueOn }));
  }

  pass(kind: TimelinePhase['kind'], seconds: number): void {
    if (seconds <= 0) return;
    this.#passed.push({ kind, startSeconds: this.totalSeconds, seconds, standings: this.#standings });
    this.totalSeconds += seconds;
  }

  #change(change: (standing: Standing, variant: number) => Standing): void {
    this.#standings = this.#standings.map(change);
    const instances = this.#standings.reduce((sum, { blueUp, greenUp }) => sum + blueUp + greenUp, 0);
    this.peakInstances = Math.max(this.peakInstances, instances);
  }
}

function splitOf(standings: readonly Standing[]): Pick<TimelinePhase, 'blue' | 'green' | 'variants'> {
  const variants = standings.map((standing) => ({ name: standing.name, ...fleetsOf([standing]) }));
  return { ...fleetsOf(standings), ...(variants.length > 1 && { variants }) };
}

/** Both fleets of some variants, and how those variants' traffic is split, by weight. */
function fleetsOf(standings: readonly Standing[]): { readonly blue: FleetShare; readonly green: FleetShare } {
  const sum = (of: (standing: Standing) => number) => standings.reduce((total, one) => total + of(one), 0);
  const weights = sum(({ weight }) => weight);
  const onGreen =
    weights > 0 ? sum(({ weight, share }) => weight * share) / weights : (standings[0]?.share ?? 0);
  const served = standings.some(({ serves }) => serves);
  const greenPercent = served ? percent(onGreen) : 0;
  return {
    blue: {
      trafficPercent: served ? percent(1 - greenPercent / 100) : 0,
      serving: sum(({ blueOn }) => blueOn),
      instances: sum(({ blueUp }) => blueUp),
    },
    green: {
      trafficPercent: greenPercent,
      serving: sum(({ greenOn }) => greenOn),
      instances: sum(({ greenUp }) => greenUp),
    },
  };
}

/** To one decimal; rounded twice, so that 76.25 is 76.3 in whatever order its parts were added. */
const percent = (share: number): number => Math.round(Math.round(share * 1e9) / 1e6) / 10;
