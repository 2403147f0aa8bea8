/**
 * Where to kill a handler, as running out of memory or losing its host would, or only to pause it: at an AWS call, since
 * between two of them a handler changes nothing.
 */
export interface Kill {
  /** The function's whole name. */
  readonly functionName: string;
  /** Which AWS call of the invocation, from 1, in the order they are made. */
  readonly atCall: number;
  /** `before` the call is made, or `after`: it was made, and the answer never arrives. */
  readonly moment: 'before' | 'after';
  /** Which invocation of the function from now on, 1 (default) is the next; each retry is one of its own. */
  readonly invocation?: number;
  /** It is not killed, but waits so long there in simulated time, as for a slow answer. */
  readonly pauseMs?: number;
}

/** A kill and what has become of it. */
export interface PlannedKill {
  readonly kill: Kill;
  /** Whether it has happened: an invocation with fewer calls lives on, and the kill is spent. */
  struck: boolean;
}

interface PlannedFault {
  readonly struck: boolean;
  /** It happens no more. */
  cancel(): void;
}

/** The kills that a story plans. */
export class Kills {
  readonly #planned = new Set<{ readonly planned: PlannedKill; left: number }>();

  /** @throws RangeError for a call or an invocation that is no number from 1 */
  plan(kill: Kill): PlannedFault {
    const { atCall, invocation = 1 } = kill;
    for (const [name, value] of Object.entries({ atCall, invocation })) {
      if (!Number.isInteger(value) || value < 1) {
        throw new RangeError(`${name}: expected a whole number from 1, got ${value}`);
      }
    }
    const planned: PlannedKill = { kill, struck: false };
    const entry = { planned, left: invocation };
    this.#planned.add(entry);
    return {
      get struck() {
        return planned.struck;
      },
      cancel: () => void this.#planned.delete(entry),
    };
  }

  /** The kills meant for the invocation of the function that begins now. */
  next(functionName: string): readonly PlannedKill[] {
    const due: PlannedKill[] = [];
    for (const entry of this.#planned) {
      if (entry.planned.kill.functionName !== functionName) continue;
      entry.left -= 1;
      if (entry.left === 0) due.push(entry.planned);
    }
    return due;
  }
}
