import { type CheckAnswer, saidSchema } from '../../core/gates/check-answer.ts';
import { jsonOf } from './json.ts';

/** The longest answer that is read: it holds a verdict and a reason of 500 characters. */
export const longestAnswer = 64 * 1024;

/** An answer's text as what it says; nothing of the text is repeated where it is none. */
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
