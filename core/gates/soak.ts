import * as z from 'zod';
import { formatDuration } from '../values/duration.ts';
import { alarmedSince, namesOf } from './alarmed.ts';
import type { GateQuestion } from './ask.ts';
import { describeDecision } from './decision.ts';
import type { GateKind, GateSnapshot, Step } from './gate.ts';
import { linkProblems } from './link-problems.ts';
import { shorthand } from './shorthand.ts';
import { deadlineOf, gateTime } from './timing.ts';
import { whoFields, whoIsClear, whoProblem } from './who.ts';

/**
 * Watches the alarms for a while after the shift. An alarm with `on: rollback` fails it at once, one with
 * `on: hold` asks people, one with `on: notify` does nothing here.
 */
export interface Soak {
  readonly forSeconds: number;
  /** How a hold alarm asks. */
  readonly hold: {
    readonly timeoutSeconds: number;
    readonly otherwise: 'keep' | 'roll-back';
    readonly by?: readonly string[];
    readonly anyoneWithLink: boolean;
  };
}

export interface SoakState {
  /** When people accepted a hold alarm, by alarm. */
  readonly accepted: Readonly<Record<string, number>>;
  /** The hold alarms that people are being asked about, and since when. */
  readonly asked?: { readonly names: readonly string[]; readonly at: number };
}

const time = gateTime.meta({ description: 'How long the alarms are watched.' });

const hold = z
  .strictObject(
    {
      timeout: gateTime.default(3600),
      otherwise: z
        .enum(['keep', 'roll-back'], { error: 'keep or roll-back' })
        .meta({ description: 'The default answer when the time is up.' })
        .default('roll-back'),
      ...whoFields,
    },
    { error: 'fields such as timeout and otherwise' },
  )
  .refine(whoIsClear, whoProblem)
  .meta({ description: 'How an alarm with on: hold asks.' })
  .transform(({ timeout, by, ...rest }) => ({ timeoutSeconds: timeout, ...rest, ...(by && { by }) }));

const asDefault: Soak['hold'] = hold.parse({});

const schema: z.ZodType<Soak> = shorthand(
  time,
  z
    .strictObject({ for: time, hold: hold.optional() }, { error: 'a duration such as 30m, or a field for' })
    .transform((soak) => ({ forSeconds: soak.for, hold: soak.hold ?? asDefault })),
  (forSeconds) => ({ forSeconds, hold: asDefault }),
);

export const soak: GateKind<Soak, SoakState> = {
  kind: 'soak',
  stages: ['after'],
  schema: () => schema,
  refusals: ({ hold }, around) => linkProblems(hold, around, 'hold.anyoneWithLink'),
  watchSeconds: ({ forSeconds }) => forSeconds,

  step(config, seen) {
    const bad = alarmed(seen, 'rollback').map(({ label }) => label);
    if (bad.length > 0)
      return { kind: 'failed', why: `${namesOf(bad)} (on: rollback) went off while it soaked` };
    return askOrSoak(config, seen);
  },
};

function askOrSoak(config: Soak, seen: GateSnapshot<SoakState>): Step<SoakState> {
  const { decision, state, now, nothingBefore = false } = seen;
  const rejected = nothingBefore ? 'rejected' : 'to be rolled back';
  if (decision?.verdict === 'reject') return { kind: 'failed', why: describeDecision(decision, rejected) };
  const accepted = { ...state?.accepted };
  if (decision !== undefined) for (const name of state?.asked?.names ?? []) accepted[name] = decision.at;

  const open = alarmed(seen, 'hold').filter(({ name, at }) => at > (accepted[name] ?? -1));
  if (open.length > 0) {
    const { hold } = config;
    const names = open.map(({ name }) => name);
    // An alarm that joins an open question gets only the time that is left for it.
    const since = decision === undefined ? (state?.asked?.at ?? now) : now;
    const deadline = since + hold.timeoutSeconds * 1000;
    const what = `${namesOf(open.map(({ label }) => label))} (on: hold) went off`;
    if (now < deadline) {
      const asked = { names, at: since };
      return {
        kind: 'waiting',
        until: deadline,
        why: what,
        ask: askOf(hold, what, nothingBefore),
        state: { accepted, asked },
      };
    }
    if (hold.otherwise === 'roll-back') {
      const why = `${what}, and nobody decided within ${formatDuration(hold.timeoutSeconds)}`;
      return { kind: 'failed', why: `${why}: ${rejected} as the manifest says` };
    }
    for (const name of names) accepted[name] = now;
  }
  const end = deadlineOf(seen, config.forSeconds);
  const span = formatDuration(config.forSeconds);
  const spared = Object.keys(accepted)
    .sort()
    .map((name) => labelOf(name, seen));
  if (now < end) {
    const why = spared.length > 0 ? `soaks for ${span} in spite of ${namesOf(spared)}` : `soaks for ${span}`;
    return { kind: 'waiting', until: end, why, state: { accepted } };
  }
  if (spared.length === 0) return { kind: 'passed', why: `soaked for ${span} without an alarm` };
  return { kind: 'passed', why: `soaked for ${span} in spite of ${namesOf(spared)}`, overridden: true };
}

const askOf = ({ by, anyoneWithLink }: Soak['hold'], what: string, nothingBefore: boolean): GateQuestion => ({
  question: `${what}. Keep what is live now?${nothingBefore ? ' There is nothing to go back to.' : ''}`,
  approve: 'continue',
  reject: nothingBefore ? 'reject' : 'roll-back',
  ...(by && { by: [...by] }),
  anyoneWithLink,
  reasonNeeded: false,
});

const labelOf = (name: string, { alarms }: GateSnapshot<SoakState>): string =>
  (Object.hasOwn(alarms, name) ? alarms[name]?.label : undefined) ?? name;

/** Sorted by name, so that the same alarms always give the same question. */
function alarmed(
  seen: GateSnapshot<SoakState>,
  on: 'rollback' | 'hold',
): { name: string; label: string; at: number }[] {
  return Object.entries(seen.alarms)
    .flatMap(([name, alarm]) => {
      const at = alarm.on === on ? alarmedSince(alarm, seen.openedAt) : undefined;
      return at === undefined ? [] : [{ name, label: labelOf(name, seen), at }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
