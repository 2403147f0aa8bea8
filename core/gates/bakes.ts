import * as z from 'zod';
import type { GateSnapshot, Step } from './gate.ts';

/** The bakes in which a check runs. */
export const at = z
  .enum(['final-bake', 'every-bake'], { error: 'final-bake or every-bake' })
  .meta({ description: 'The bakes it is run in.' })
  .default('final-bake');
export type At = z.infer<typeof at>;

/** The last bake in which a check ran, and its finding. */
export interface Checked {
  readonly checked: number;
  readonly found?: string;
}

/** Whether a check runs in that bake. A check for every bake also runs in the final one. */
export const isRunIn = (at: At, { final }: { readonly final: boolean }): boolean =>
  final || at === 'every-bake';

/** A check in a bake: it asks for its action and judges the result. */
export interface Check {
  act(): Step<never> & { kind: 'act' };
  judge(result: unknown): Step<never> & { kind: 'passed' | 'failed' };
}

/**
 * Runs a check in its bakes (docs/gates.md, "In the bakes"). A bake's event may be lost or come twice. A check
 * that was missed runs in the next bake, or when the shift is over; it is never skipped.
 */
export function checkInBakes(at: At, seen: GateSnapshot<Checked>, check: Check): Step<Checked> {
  const { shift, state } = seen;
  if (shift === undefined) return waits('waits for the shift', state);
  const isLast = shift.kind === 'over' || shift.final;
  if (seen.result === undefined) {
    if (isLast) return check.act();
    if (at === 'final-bake') return waits('waits for the final bake', state);
    return shift.number > (state?.checked ?? 0) ? check.act() : waits('waits for the next bake', state);
  }
  const judged = check.judge(seen.result);
  if (judged.kind === 'failed' || isLast) return judged;
  // If two run at once, the one for the earlier bake may finish second.
  if (shift.number < (state?.checked ?? 0)) return waits('waits for the next bake', state);
  const found = `bake ${shift.number}: ${judged.why}`;
  return waits(found, { checked: shift.number, found });
}

const waits = (why: string, state: Checked | undefined): Step<Checked> => ({
  kind: 'waiting',
  until: undefined,
  why: state?.found ?? why,
  ...(state && { state }),
});
