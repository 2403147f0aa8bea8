import * as z from 'zod';
import { truncate } from './plain-text.ts';

/**
 * One reason why an artifact cannot be released: the field, what was expected, what was found, what to do.
 */
export const problemSchema = z.object({
  field: z.string(),
  expected: z.string(),
  got: z.string(),
  fix: z.string().optional(),
  /** The field's line in the manifest; for a missing field, where the enclosing fields begin. */
  line: z.number().int().positive().optional(),
  /** The file that holds the field, if it is not the endpoint's own manifest: the key of the defaults. */
  file: z.string().optional(),
  /** The manifest has no such field: `fix` names the one that was probably meant, or the existing ones. */
  unknownField: z.literal(true).optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** The longest value shown to people: long enough to recognise it, short enough for a message. */
const shownLength = 80;

/** Any value as short, single-line text for a problem's `got`. JSON escapes line breaks. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return truncate(JSON.stringify(value) ?? String(value), shownLength);
}

/** ` (models/greenlight.defaults.yaml, line 7)`; empty if the place is not known. */
function placeText({ file, line }: Problem): string {
  const parts = [...(file === undefined ? [] : [file]), ...(line === undefined ? [] : [`line ${line}`])];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/**
 * `rollout.step (line 7): expected 10 to 50 % of the fleet, got 60 %. Use 50% or less.`, or
 * `rollout.stratgy (line 3): unknown field; did you mean strategy?`
 */
export function sentence(problem: Problem): string {
  const place = placeText(problem);
  if (problem.unknownField && problem.fix !== undefined)
    return `${problem.field}${place}: unknown field; ${problem.fix[0]?.toLowerCase()}${problem.fix.slice(1)}`;
  const fix = problem.fix === undefined ? '' : ` ${problem.fix}`;
  return `${problem.field}${place}: expected ${problem.expected}, got ${problem.got}.${fix}`;
}
