import type { Random } from '../random.ts';
import type { BusEvent } from './event.ts';
import { parsePattern } from './pattern.ts';
import { matches } from './pattern-match.ts';
import type { Rule } from './rules.ts';
import type { RuleTarget } from './target.ts';

/** What EventBridge may do to an event on its way: AWS promises neither "exactly once" nor an order. */
export interface EventFault {
  /** Which events: an event pattern, as rules write it, or a test of the event. All, if left out. */
  readonly matching?: Readonly<Record<string, unknown>> | ((event: BusEvent) => boolean);
  /** Only on the way to the targets of this rule; other rules' targets get theirs as always. */
  readonly rule?: string;
  /** Which of these events from now on is the first: 1 (default) is the next. */
  readonly nth?: number;
  /** How many, one after the other (default: all). */
  readonly times?: number;
  /** Each of them is struck with this probability (default 1). */
  readonly chance?: number;
  /** Called with each event that is struck. */
  readonly onStrike?: (event: BusEvent) => void;
  readonly effect:
    | { readonly kind: 'drop' }
    /** It comes once more (or `copies` times), each `afterMs` (default 0) later than the one before. */
    | { readonly kind: 'duplicate'; readonly copies?: number; readonly afterMs?: number }
    | { readonly kind: 'delay'; readonly ms: number }
    /** Each comes up to `withinMs` late, by chance: those that are closer together may change places. */
    | { readonly kind: 'reorder'; readonly withinMs: number };
}

/** One delivery of an event to one target, `afterMs` simulated milliseconds from when it would be without faults. */
export interface Delivery {
  readonly rule: Rule;
  readonly target: RuleTarget;
  readonly afterMs: number;
}

interface Planned {
  readonly fault: EventFault;
  readonly concerns: (event: BusEvent) => boolean;
  before: number;
  left: number;
  struck: number;
}

/** The faults that stories have planned, asked for every event. */
export class EventFaults {
  readonly #random: Random;
  readonly #planned = new Set<Planned>();

  /** @param random draws where a fault has a chance below 1 or reorders, and only there */
  constructor(random: Random) {
    this.#random = random;
  }

  /** @throws AwsError `InvalidEventPatternException` */
  plan(fault: EventFault): { readonly struck: number; cancel(): void } {
    const planned: Planned = {
      fault,
      concerns: testOf(fault.matching),
      before: (fault.nth ?? 1) - 1,
      left: fault.times ?? Number.POSITIVE_INFINITY,
      struck: 0,
    };
    this.#planned.add(planned);
    return {
      get struck() {
        return planned.struck;
      },
      cancel: () => this.#planned.delete(planned),
    };
  }

  /** How `event` reaches its targets: once each and at once, but for the faults, applied in the order of planning. */
  deliveries(event: BusEvent, targets: readonly (readonly [Rule, RuleTarget])[]): readonly Delivery[] {
    let deliveries = targets.map(([rule, target]): Delivery => ({ rule, target, afterMs: 0 }));
    for (const planned of this.#planned) {
      const { rule } = planned.fault;
      const isOnItsWay = (delivery: Delivery) => rule === undefined || delivery.rule.name === rule;
      if (!targets.some(([one]) => rule === undefined || one.name === rule)) continue;
      if (!this.#strikes(planned, event)) continue;
      const change = this.#change(planned.fault);
      deliveries = deliveries.flatMap((delivery) =>
        isOnItsWay(delivery)
          ? change.map((ms) => ({ ...delivery, afterMs: delivery.afterMs + ms }))
          : delivery,
      );
    }
    return deliveries;
  }

  #strikes(planned: Planned, event: BusEvent): boolean {
    if (planned.left <= 0 || !planned.concerns(event)) return false;
    if (planned.before > 0) {
      planned.before -= 1;
      return false;
    }
    planned.left -= 1;
    const { chance } = planned.fault;
    if (chance !== undefined && this.#random.next() >= chance) return false;
    planned.struck += 1;
    planned.fault.onStrike?.(event);
    return true;
  }

  /** By how much each delivery that becomes of one is late: none at all if it is dropped. */
  #change({ effect }: EventFault): readonly number[] {
    switch (effect.kind) {
      case 'drop':
        return [];
      case 'duplicate':
        return Array.from({ length: (effect.copies ?? 1) + 1 }, (_, n) => n * (effect.afterMs ?? 0));
      case 'delay':
        return [effect.ms];
      case 'reorder':
        return [Math.floor(this.#random.next() * effect.withinMs)];
    }
  }
}

function testOf(matching: EventFault['matching']): (event: BusEvent) => boolean {
  if (matching === undefined) return () => true;
  if (typeof matching === 'function') return matching as (event: BusEvent) => boolean;
  const pattern = parsePattern(matching);
  return (event) => matches(pattern, { ...event });
}
