import { type CheckAnswer, saidSchema } from '../../core/gates/check-answer.ts';
import { jsonOf } from './json.ts';

/** The longest answer to read. An answer holds a verdict and a reason of up to 500 characters. */
export const longestAnswer = 64 * 1024;

/** Parses an answer. If it is not valid, the message does not quote it. */
export function saidIn(text: string): CheckAnswer {
  const parsed = saidSchema.safeParse(jsonOf(text));
  if (parsed.success) return { kind: 'said', ...parsed.data };
  const fields = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')).filter(Boolean))];
  const wrong = fields.length === 0 ? '' : ` (${fields.join(', ')})`;
  return {
    kind: 'refused',
    why: `expected {"verdict": "pass" | "fail" | "later", "reason"?: text of at most 500 characters}, got something else${wrong}`,
  };
}

export const tooLong: CheckAnswer = {
  kind: 'refused',
  why: `expected an answer of at most ${longestAnswer} bytes, got more`,
};
