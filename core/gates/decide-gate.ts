import { anyChannel } from '../values/channel-id.ts';
import { instantAt } from '../values/instant.ts';
import { type Approval, approvals, type GateQuestion, type Rejection, rejections } from './ask.ts';
import { type Decision, describeDecider } from './decision.ts';
import type { GateItem } from './item.ts';
import { mayDecide, type Who } from './who.ts';

/** A decision as a button, a link or a command asks for it. Untrusted except for `who`. */
export interface DecisionRequest {
  /** The question that it answers; default: the current one, for commands that do not say. */
  readonly round?: number;
  readonly action: string;
  readonly who: Who;
  readonly reason?: string;
  /** Identifies this answer: sent again, it has the same key. */
  readonly key?: string;
}

/** Why a decision is refused, and the message for the person who made it. Nothing is changed. */
export interface Refusal {
  readonly kind:
    | 'unknown'
    | 'tampered'
    | 'already-decided'
    | 'over'
    | 'too-late'
    | 'nothing-asked'
    | 'wrong-action'
    | 'not-allowed'
    | 'reason-missing';
  readonly text: string;
}

export type Decided =
  /**
   * Write it only if the stored item has not changed since it was read. `again`: this very answer was
   * accepted before; its sender does not know, and the item is unchanged.
   */
  | { readonly kind: 'accepted'; readonly item: GateItem; readonly decision: Decision; readonly again?: true }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * Whether a decision counts: a gate is decided once, by someone allowed, before its deadline (docs/gates.md,
 * "Deciding"). `item` is undefined if there is no such gate.
 */
export function decide(item: GateItem | undefined, request: DecisionRequest, now: number): Decided {
  if (item === undefined)
    return refused('unknown', 'There is no such gate, or its turn has not come yet. Nothing was changed.');
  const { action, who } = request;
  const isApproval = isOneOf(approvals, action);
  if (!isApproval && !isOneOf(rejections, action))
    return refused('tampered', 'That is not an answer to a gate. Nothing was changed.');

  const asks = item.ask;
  if (asks !== undefined && !mayDecide(who, asks)) return refused('not-allowed', notAllowed(who));

  const verdict = isApproval ? 'approve' : 'reject';
  const own = ownAnswer(item, request, verdict);
  if (own) return { kind: 'accepted', item, decision: own, again: true };
  const earlier = earlierAnswer(item, request.round);
  if (earlier) return refused('already-decided', alreadyDecided(earlier, who, verdict));
  if (item.status === 'withdrawn') return refused('over', `${notAsked(item)} Nothing was changed.`);
  if (item.status !== 'pending') return refused('over', `Too late: the gate has ended already: ${item.why}.`);
  if (asks === undefined)
    return refused(
      'nothing-asked',
      `This gate (${item.kind}) asks nobody now: ${item.why}. Nothing was changed.`,
    );
  if (request.round !== undefined && request.round !== item.round) {
    const over = item.anew === undefined ? 'That question is over.' : notAsked(item);
    return refused('over', `${over} Now the question is: ${asks.question} Nothing was changed.`);
  }
  if (item.until !== undefined && now >= item.until)
    return refused(
      'too-late',
      `Too late: the time to decide was up at ${instant(item.until)}. Nothing was changed.`,
    );
  if (!fits(asks, action))
    return refused(
      'wrong-action',
      `This gate takes ${asks.approve} or ${asks.reject}, not ${action}. Nothing was changed.`,
    );

  const reason = request.reason?.trim().slice(0, longestReason).trim() || undefined;
  if (isApproval && asks.reasonNeeded && reason === undefined)
    return refused('reason-missing', `To ${asks.approve} it, say why. Nothing was changed.`);

  const decision: Decision = {
    verdict,
    ...identityOf(who),
    via: who.via,
    at: now,
    round: item.round,
    ...(reason && { reason }),
    ...(item.digest !== undefined && { digest: item.digest }),
    ...(request.key !== undefined && { key: request.key }),
  };
  return { kind: 'accepted', item: { ...item, decision }, decision };
}

/** The settled release is no longer the one that was asked about. */
const notAsked = ({ anew }: GateItem): string =>
  `That is not asked any more: ${anew ?? 'what would be released has changed'}.`;

const longestReason = 500;

const refused = (kind: Refusal['kind'], text: string): Decided => ({
  kind: 'refused',
  refusal: { kind, text },
});

const isOneOf = <T extends string>(words: readonly T[], word: string): word is T =>
  (words as readonly string[]).includes(word);

/** The gate's own words, or the plain ones that commands use. */
const fits = (ask: GateQuestion, action: Approval | Rejection): boolean =>
  action === ask.approve || action === ask.reject || action === 'approve' || action === 'reject';

/** The earlier acceptance of this very answer, to whichever question. */
function ownAnswer(
  item: GateItem,
  { key, who }: DecisionRequest,
  verdict: Decision['verdict'],
): Decision | undefined {
  if (key === undefined) return undefined;
  const { by } = identityOf(who);
  return [item.decision, ...(item.earlier ?? [])].find(
    (decision) => decision?.key === key && decision.by === by && decision.verdict === verdict,
  );
}

/** The answer already given to that question, if any. */
function earlierAnswer(item: GateItem, round = item.round): Decision | undefined {
  return [item.decision, ...(item.earlier ?? [])].find((decision) => decision?.round === round);
}

function alreadyDecided(decision: Decision, who: Who, verdict: Decision['verdict']): string {
  const isSame = who.via !== 'link' && identityOf(who).by === decision.by;
  const by = isSame ? 'you' : describeDecider(decision);
  const done = decision.verdict === 'approve' ? 'approved' : 'rejected';
  const when = `${done} by ${by} at ${instant(decision.at)}`;
  return isSame && decision.verdict === verdict
    ? `Done already: ${when}. Once is enough.`
    : `Decided already: ${when}. Nothing was changed.`;
}

const notAllowed = ({ via }: Who): string =>
  via === 'link'
    ? `A link is not enough for this gate: decide in ${anyChannel()}, or with the command line. Nothing was changed.`
    : 'You are not among those who may decide this gate. Nothing was changed.';

function identityOf(who: Who): Pick<Decision, 'by' | 'name'> {
  switch (who.via) {
    case 'iam':
      return { by: who.arn };
    case 'link':
      return { by: 'anyone with the link' };
    default:
      return { by: who.user, ...(who.name !== undefined && { name: who.name }) };
  }
}

/** `2026-03-02 09:00:00 UTC` */
const instant = (at: number): string => `${instantAt(at).slice(0, 19).replace('T', ' ')} UTC`;
