import { type CheckAnswer, checkAnswerSchema, type Said, saidSchema } from './check-answer.ts';
import type { Refusal } from './decide-gate.ts';
import type { GateItem } from './item.ts';

export type CalledBack =
  /** Write it only if the stored item has not changed since it was read. */
  | { readonly kind: 'accepted'; readonly item: GateItem }
  /** The same answer again, for example after a broken connection: nothing to write. */
  | { readonly kind: 'repeated' }
  | { readonly kind: 'refused'; readonly refusal: Omit<Refusal, 'kind'> & { kind: CallbackRefusal } };
export type CallbackRefusal =
  | 'unknown'
  | 'malformed'
  | 'already-answered'
  | 'over'
  | 'too-late'
  | 'nothing-asked';

/**
 * Whether a webhook's later answer counts: once, while the gate waits for it, before its deadline. It may
 * arrive before the answer to the POST that announces it. The entry point has verified the caller by the
 * signed URL.
 */
export function callBack(item: GateItem | undefined, body: unknown, now: number): CalledBack {
  if (item === undefined) return refused('unknown', 'There is no such gate.');
  const said = saidSchema.safeParse(body);
  if (!said.success || said.data.verdict === 'later')
    return refused(
      'malformed',
      'Expected {"verdict": "pass" | "fail", "reason"?: text of at most 500 characters}.',
    );
  if (item.answer !== undefined)
    return isSame(said.data, item.answer)
      ? { kind: 'repeated' }
      : refused('already-answered', 'It was already answered differently. The first answer stands.');
  if (item.status !== 'pending') return refused('over', `The gate has ended already: ${item.why}.`);
  if (item.acted !== 'webhook' || item.stage === 'during')
    return refused('nothing-asked', 'This gate waits for no callback.');
  if (item.until !== undefined && now >= item.until) return refused('too-late', 'The time to answer is up.');
  const answer: CheckAnswer = { kind: 'said', ...said.data };
  return { kind: 'accepted', item: { ...item, answer } };
}

function isSame({ verdict, reason }: Said, given: unknown): boolean {
  const known = checkAnswerSchema.safeParse(given).data;
  return known?.kind === 'said' && known.verdict === verdict && known.reason === reason;
}

const refused = (kind: CallbackRefusal, text: string): CalledBack => ({
  kind: 'refused',
  refusal: { kind, text },
});
