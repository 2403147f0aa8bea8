import type { Timings } from './assumptions.ts';
import { type Capacity, type Colour, onOf, type Traffic, upOf } from './traffic.ts';

/**
 * One stretch of a deployment. `capacity` is in force while it lasts, one item per variant in the config's order;
 * instances on their way in (provisioning) or out (terminating) are not in it but in `counts`.
 */
export type Phase =
  /** Ends when all that is launched is up and healthy, however long that takes. */
  | {
      readonly kind: 'provisioning';
      readonly colour: Colour;
      readonly counts: readonly number[];
      readonly capacity: readonly Capacity[];
    }
  /** Traffic is being turned on in `colour`: `target` is in force when the phase ends. */
  | {
      readonly kind: 'activating';
      readonly colour: Colour;
      readonly seconds: number;
      readonly target: readonly Traffic[];
      readonly capacity: readonly Capacity[];
    }
  /** The alarms are watched. */
  | {
      readonly kind: 'baking';
      readonly seconds: number;
      readonly wait: BakeWait;
      readonly capacity: readonly Capacity[];
    }
  /** Instances of `colour` that take no traffic any more are being terminated. */
  | {
      readonly kind: 'terminating';
      readonly colour: Colour;
      readonly counts: readonly number[];
      readonly seconds: number;
      readonly capacity: readonly Capacity[];
    };

export type ProvisioningPhase = Extract<Phase, { kind: 'provisioning' }>;
export type TerminatingPhase = Extract<Phase, { kind: 'terminating' }>;

export type BakeWait = 'WaitIntervalInSeconds' | 'TerminationWaitInSeconds';

/** Writes phases one after another, each from the capacity that the last one leaves. */
export class PhaseWriter {
  readonly phases: Phase[] = [];
  #capacity: readonly Capacity[];
  readonly #timings: Timings;

  constructor(capacity: readonly Capacity[], timings: Timings) {
    this.#capacity = capacity;
    this.#timings = timings;
  }

  provision(colour: Colour, counts: readonly number[]): void {
    this.phases.push({ kind: 'provisioning', colour, counts, capacity: this.#capacity });
    this.#capacity = this.#capacity.map((capacity, variant) => grown(capacity, colour, counts[variant] ?? 0));
  }

  activate(colour: Colour, target: readonly Traffic[]): void {
    const seconds = this.#timings.activationSeconds;
    this.phases.push({ kind: 'activating', colour, seconds, target, capacity: this.#capacity });
    this.#capacity = this.#capacity.map((capacity, variant) => ({ ...capacity, ...target[variant] }));
  }

  /** A wait of 0 seconds is no bake. */
  bake(wait: BakeWait, seconds: number): void {
    if (seconds > 0) this.phases.push({ kind: 'baking', seconds, wait, capacity: this.#capacity });
  }

  /** Terminates what of `colour` takes no traffic; no phase if that is nothing. */
  terminate(colour: Colour): void {
    const counts = this.#capacity.map((capacity) => upOf(capacity, colour) - onOf(capacity, colour));
    if (counts.every((count) => count === 0)) return;
    this.#capacity = this.#capacity.map((capacity, variant) =>
      grown(capacity, colour, -(counts[variant] ?? 0)),
    );
    const seconds = this.#timings.terminationSeconds;
    this.phases.push({ kind: 'terminating', colour, counts, seconds, capacity: this.#capacity });
  }
}

const grown = (capacity: Capacity, colour: Colour, by: number): Capacity =>
  colour === 'blue'
    ? { ...capacity, blueUp: capacity.blueUp + by }
    : { ...capacity, greenUp: capacity.greenUp + by };
