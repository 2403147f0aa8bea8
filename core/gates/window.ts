import * as z from 'zod';
import { shownAs } from '../values/fields.ts';
import type { GateQuestion } from './ask.ts';
import { describeDecision } from './decision.ts';
import type { GateKind } from './gate.ts';
import { linkProblems } from './link-problems.ts';
import { shorthand } from './shorthand.ts';
import { type Freeze, freezeIn, writtenFreeze } from './time/freeze.ts';
import { frozenBy, nextOpening, type Opening } from './time/opening.ts';
import { type Weekly, weekly } from './time/weekly.ts';
import { formatIn, isZone } from './time/zone.ts';
import { whoFields, whoIsClear, whoProblem } from './who.ts';

/** Releases begin only at these times. */
export interface Window extends Opening {
  /** The zone in which times are told. */
  readonly zone: string;
  /** Who may let a release through a closed window. */
  readonly by?: readonly string[];
  readonly anyoneWithLink: boolean;
}

const zone = z
  .string({ error: 'an IANA time zone such as Europe/Berlin' })
  .refine(isZone, { error: 'an IANA time zone such as Europe/Berlin' });

/** One entry, or a list. */
const allow = shownAs(
  z.preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z
      .array(weekly, { error: 'hours, or a list of hours' })
      .min(1, { error: 'at least one time at which it is open, or no such field: it would never open' })
      .max(20, { error: 'at most 20 times' }),
  ),
  [weekly, z.array(weekly)],
);

const fields = z
  .strictObject(
    {
      allow: allow.optional(),
      freeze: z
        .array(writtenFreeze, { error: 'a list of freezes with from, to and reason' })
        .max(50, { error: 'at most 50 freezes' })
        .meta({ description: 'When nothing is released, whatever the hours say.' })
        .default([]),
      zone: zone
        .meta({
          description: 'The zone of the freezes. Default: the zone of the hours, if they have only one.',
        })
        .optional(),
      ...whoFields,
    },
    { error: 'hours such as "Mon-Fri 09:00-17:00 Europe/Berlin", or fields allow and freeze' },
  )
  .refine(whoIsClear, whoProblem)
  .refine(({ allow, freeze }) => allow !== undefined || freeze.length > 0, {
    path: ['allow'],
    error: 'hours such as "Mon-Fri 09:00-17:00 Europe/Berlin", since nothing is frozen either',
  })
  .transform(({ allow = [], freeze, zone: given, by, anyoneWithLink }, context): Window => {
    const zones = [...new Set(allow.map(({ zone }) => zone))];
    const zone = given ?? (zones.length === 1 ? zones[0] : undefined);
    if (zone === undefined && freeze.length > 0) {
      const message = 'the IANA time zone of the freezes, such as Europe/Berlin';
      context.addIssue({ code: 'custom', path: ['zone'], message });
      return z.NEVER;
    }
    const shown = zone ?? zones[0] ?? 'UTC';
    const frozen = freeze.flatMap((written, at): Freeze[] => {
      const instants = freezeIn(shown, written);
      if (instants !== undefined) return [instants];
      context.addIssue({ code: 'custom', path: ['freeze', at, 'to'], message: 'an end after its beginning' });
      return [];
    });
    return { allow, freeze: frozen, zone: shown, ...(by && { by }), anyoneWithLink };
  });

const ofHours = (hours: Weekly): Window => ({
  allow: [hours],
  freeze: [],
  zone: hours.zone,
  anyoneWithLink: false,
});

const schema: z.ZodType<Window> = shorthand(weekly, fields, ofHours);

export const window: GateKind<Window> = {
  kind: 'window',
  stages: ['before'],
  schema: () => schema,
  refusals: (config, around) => linkProblems(config, around),
  lookedAtAgain: true,

  step(config, { now, decision }) {
    if (decision?.verdict === 'reject')
      return { kind: 'failed', why: describeDecision(decision, 'rejected') };
    if (decision !== undefined)
      return {
        kind: 'passed',
        why: describeDecision(decision, 'let through a closed window'),
        overridden: true,
      };

    const opens = nextOpening(config, now);
    if (opens === now) return { kind: 'passed', why: `open at ${formatIn(config.zone, now)}` };
    if (opens === undefined) return { kind: 'failed', why: 'the window does not open within a year' };
    const frozen = frozenBy(config, now);
    const because = frozen === undefined ? '' : ` (frozen: ${frozen.reason})`;
    const why = `closed until ${formatIn(config.zone, opens)}${because}`;
    return { kind: 'waiting', until: opens, why, ask: askOf(config, why) };
  },
};

const askOf = ({ by, anyoneWithLink }: Window, why: string): GateQuestion => ({
  question: `The window is ${why}. Release it all the same?`,
  approve: 'override',
  reject: 'reject',
  ...(by && { by: [...by] }),
  anyoneWithLink,
  reasonNeeded: true,
});
