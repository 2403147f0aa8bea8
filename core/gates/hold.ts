import * as z from 'zod';
import { formatDuration } from '../values/duration.ts';
import { alarmedSince } from './alarmed.ts';
import type { GateQuestion } from './ask.ts';
import { describeDecision } from './decision.ts';
import type { GateKind, GateSnapshot } from './gate.ts';
import { gateTime } from './timing.ts';
import { whoFields, whoIsClear, whoProblem } from './who.ts';

/** How an alarm with `on: hold` asks; the manifest has it beside the alarm. */
export interface HoldTerms {
  readonly timeoutSeconds: number;
  /** The default answer when the time is up. */
  readonly otherwise: 'abort' | 'continue';
  /** What the shift does until there is an answer. SageMaker cannot pause, so it goes on or goes back. */
  readonly meanwhile: 'shift' | 'abort';
  readonly by?: readonly string[];
  readonly anyoneWithLink: boolean;
}

export const holdTerms = z
  .strictObject(
    {
      timeout: gateTime.meta({ description: 'How long people have to answer.' }).default(600),
      otherwise: z
        .enum(['abort', 'continue'], { error: 'abort or continue' })
        .meta({ description: 'The default answer when the time is up.' })
        .default('abort'),
      meanwhile: z
        .enum(['shift', 'abort'], { error: 'shift or abort' })
        .meta({ description: 'Whether traffic goes on shifting until there is an answer.' })
        .default('shift'),
      ...whoFields,
    },
    { error: 'fields such as timeout and otherwise' },
  )
  .refine(whoIsClear, whoProblem)
  .transform(
    ({ timeout, by, ...rest }): HoldTerms => ({ timeoutSeconds: timeout, ...rest, ...(by && { by }) }),
  );

export const usualTerms: HoldTerms = holdTerms.parse({});

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
    if (decision?.verdict === 'approve')
      return { kind: 'passed', why: describeDecision(decision, 'continued'), overridden: true };
    if (decision !== undefined) return { kind: 'failed', why: describeDecision(decision, 'aborted') };

    const alarm = config.label ?? config.alarm;
    const off = `alarm ${alarm} (on: hold) went off`;
    if (state === undefined && !wentOff(config, seen)) {
      return seen.shift?.kind === 'over'
        ? { kind: 'passed', why: `alarm ${alarm} did not go off` }
        : { kind: 'waiting', until: undefined, why: `alarm ${alarm} has not gone off` };
    }
    if (config.meanwhile === 'abort')
      return { kind: 'failed', why: `${off}, and the manifest says to abort at once` };
    const askedAt = state?.askedAt ?? now;
    const deadline = askedAt + config.timeoutSeconds * 1000;
    if (now < deadline)
      return { kind: 'waiting', until: deadline, why: off, ask: askOf(config, off), state: { askedAt } };
    const why = `${off}, and nobody decided within ${formatDuration(config.timeoutSeconds)}`;
    return config.otherwise === 'continue'
      ? { kind: 'passed', why: `${why}: continued as the manifest says`, overridden: true }
      : { kind: 'failed', why: `${why}: aborted as the manifest says` };
  },
};

function wentOff({ alarm }: Hold, { alarms, openedAt }: GateSnapshot<HoldState>): boolean {
  const seen = Object.hasOwn(alarms, alarm) ? alarms[alarm] : undefined;
  return seen !== undefined && alarmedSince(seen, openedAt) !== undefined;
}

const askOf = ({ by, anyoneWithLink }: Hold, off: string): GateQuestion => ({
  question: `${off}. Go on all the same?`,
  approve: 'continue',
  reject: 'abort',
  ...(by && { by: [...by] }),
  anyoneWithLink,
  reasonNeeded: false,
});
