import * as z from 'zod';
import { alarmedSince } from './alarmed.ts';
import type { GateKind, GateSnapshot } from './gate.ts';
import { stepAsking, stepDecided } from './hold-question.ts';
import type { HoldTerms } from './hold-terms.ts';

/**
 * One alarm that asks people during the shift. It is not written among the gates: it comes with the alarm.
 */
export interface Hold extends HoldTerms {
  readonly alarm: string;
  /** Its label for people, if its name says little. */
  readonly label?: string;
}

/** The time when people were first asked. */
export interface HoldState {
  readonly askedAt: number;
}

/**
 * A gate added during the shift, because an alarm asks for a person's decision (docs/gates.md, "Holds"). It is silent
 * until the alarm goes off. Then it asks once, however often the alarm goes off, and the answer holds for the
 * rest of the shift.
 */
export const hold: GateKind<Hold, HoldState> = {
  kind: 'hold',
  stages: ['during'],
  schema: () => z.never({ error: 'no hold: it comes with an alarm that has on: hold' }),
  alarms: ({ alarm }) => [alarm],

  step(config, seen) {
    const { decision, state, now } = seen;
    if (decision !== undefined) return stepDecided(decision);

    const alarm = config.label ?? config.alarm;
    const off = `alarm ${alarm} (on: hold) went off`;
    if (state === undefined && !wentOff(config, seen)) {
      return seen.shift?.kind === 'over'
        ? { kind: 'passed', why: `alarm ${alarm} did not go off` }
        : { kind: 'waiting', until: undefined, why: `alarm ${alarm} has not gone off` };
    }
    const askedAt = state?.askedAt ?? now;
    const step = stepAsking(config, off, askedAt, now);
    return step.kind === 'waiting' ? { ...step, state: { askedAt } } : step;
  },
};

function wentOff({ alarm }: Hold, { alarms, openedAt }: GateSnapshot<HoldState>): boolean {
  const seen = Object.hasOwn(alarms, alarm) ? alarms[alarm] : undefined;
  return seen !== undefined && alarmedSince(seen, openedAt) !== undefined;
}
