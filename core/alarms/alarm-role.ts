import * as z from 'zod';
import { type AlarmRole, alarmRoleSchema } from '../cloudwatch/breach.ts';
import { type HoldTerms, holdTerms, usualTerms } from '../gates/hold-terms.ts';

/** The fields of every alarm in a manifest: what it does when it goes off, and how it asks people if it holds. */
export const roleFields = {
  on: z
    .enum(alarmRoleSchema.options, { error: 'rollback, hold or notify' })
    .meta({ description: 'Whether it rolls back while baking, asks people, or only tells.' })
    .default('rollback'),
  hold: holdTerms.optional().meta({ description: 'How it asks; only with on: hold.' }),
};

export interface Role {
  readonly on: AlarmRole;
  /** Only with `on: hold`. */
  readonly hold?: HoldTerms;
}

/** Undefined if the manifest says how to ask, but not `on: hold`. */
export function roleOf({ on, hold }: { on: AlarmRole; hold?: HoldTerms | undefined }): Role | undefined {
  if (on === 'hold') return { on, hold: hold ?? usualTerms };
  return hold === undefined ? { on } : undefined;
}
export const roleExpected = 'no such field without on: hold, which alone asks people';
