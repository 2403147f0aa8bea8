import { decide, type Refusal } from '../../core/gates/decide-gate.ts';
import { type GatePlace, gateName, gateOfKey } from '../../core/gates/gate-key.ts';
import type { GateItem } from '../../core/gates/item.ts';
import { rolloutOver } from '../../core/gates/over.ts';
import { verdictOf } from '../../core/links/decision-action.ts';
import {
  type Refusal as LinkRefusal,
  roundOf,
  type TokenClaim,
  verifyToken,
} from '../../core/links/signed-link.ts';
import { askPage, donePage, type QuestionView, refusedPage } from '../../core/pages/decision-page.ts';
import { pageHeaders } from '../../core/pages/page.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import type { Log } from '../../core/ports/log.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { versionOf } from '../../core/release.ts';
import { oneLine, truncate } from '../../core/values/plain-text.ts';
import type { Commands } from '../commands/commands.ts';
import type { UrlAnswer, UrlRequest } from '../http/url-request.ts';
import { type LinkKeyring, verifiedWith } from './link-keyring.ts';

export interface AnswerLinkPorts {
  readonly ledger: Pick<Ledger, 'rollout' | 'gates'>;
  readonly decide: Commands['decide'];
  readonly keyring: LinkKeyring;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: Log;
}

/**
 * A link that answers a gate's question, for gates that accept anybody who has it. GET only shows what the
 * link would do, because chats and mail scanners open links by themselves; POST does it. One write stores the
 * answer in the gate's item and uses up the link. So the link counts once, and no crash can waste it.
 */
export async function answerLink(ports: AnswerLinkPorts, request: UrlRequest): Promise<UrlAnswer> {
  switch (request.method) {
    case 'HEAD':
      return { ...(await show(ports, request.query.get('link') ?? '')), body: '' };
    case 'POST':
      return take(ports, request);
    default:
      return show(ports, request.query.get('link') ?? '');
  }
}

async function show(ports: AnswerLinkPorts, reference: string): Promise<UrlAnswer> {
  const found = await subjectOf(ports, reference);
  if (found.kind === 'refused') return found.answer;
  const { claim, asked } = found;
  const { ask } = asked.item;
  const refusal = refusalOf(found, ports.now(), 'to be said on the page');
  if (refusal !== undefined || ask === undefined) return refusedFor(found, refusal ?? nothingAsked);
  const { expiresAt } = claim;
  return answer(200, askPage(asked, ask, { verdict: verdictOf(claim.action), reference, expiresAt }));
}

async function take(ports: AnswerLinkPorts, request: UrlRequest): Promise<UrlAnswer> {
  const form = formOf(request);
  if ('statusCode' in form) return form;
  const { reference, action, reason } = form;
  const found = await subjectOf(ports, reference);
  if (found.kind === 'refused') return found.answer;
  const { claim, place, round, asked } = found;
  if (action !== claim.action)
    return refused(403, 'This link is for something else', 'Nothing was done. Open the link itself.', asked);
  const already = refusalOf(found, ports.now(), reason);
  if (already?.kind === 'over') return refusedFor(found, already);

  const { endpoint, rollout, nonce } = claim;
  // Also for a used link: that try may have died after writing the answer down, before telling anybody.
  const operated = await ports.decide({
    endpoint,
    action,
    who: { via: 'link' },
    gate: gateName(place),
    round,
    reason,
    key: `link-${action}-${nonce}`,
  });
  ports.log.info('a link was used', { endpoint, rollout, gate: claim.gate, action, done: operated.done });
  if (operated.done === 'decided' && already === undefined)
    return answer(200, donePage(asked, verdictOf(claim.action)));
  // The current reason for the refusal: somebody else may have been faster.
  const after = await subjectOf(ports, reference);
  if (after.kind === 'refused') return after.answer;
  const refusal = refusalOf(after, ports.now(), reason);
  return refusedFor(after, refusal ?? { kind: 'not-allowed', text: operated.message });
}

/** What a valid link is about. */
interface Subject {
  readonly kind: 'subject';
  readonly claim: TokenClaim;
  readonly place: GatePlace;
  /** The number of the gate's question that it answers; 0 if that question was never asked. */
  readonly round: number;
  readonly record: RolloutRecord;
  readonly asked: QuestionView;
}

/** The ledger is read only for valid links. */
async function subjectOf(
  { keyring, ledger, now, log }: AnswerLinkPorts,
  reference: string,
): Promise<Subject | { readonly kind: 'refused'; readonly answer: UrlAnswer }> {
  const verified = await verifiedWith(keyring, (keys) => verifyToken(keys, 'link', reference, now()));
  if (!verified.ok) {
    log.info('a link was refused', { refusal: verified.refusal });
    const { status, title } = linkRefusals[verified.refusal];
    return { kind: 'refused', answer: refused(status, title, verified.why) };
  }
  const { claim } = verified;
  const { endpoint, rollout } = claim;
  const place = gateOfKey(claim.gate ?? '');
  const record = await ledger.rollout(endpoint, rollout);
  const kept =
    place && (await ledger.gates(endpoint, rollout, place.stage)).find(({ item }) => item.n === place.n);
  if (place === undefined || record === undefined || kept === undefined) {
    const text = 'There is no such gate any more. Nothing was done.';
    return { kind: 'refused', answer: refused(404, 'There is no such gate', text) };
  }
  const { item } = kept;
  const config = record.gates?.[place.stage][place.n]?.config;
  const asked = { endpoint, version: versionOf(record), rollout, item, config };
  return { kind: 'subject', claim, place, round: roundOf(claim, item.round) ?? 0, record, asked };
}

/** Why the link's answer would not count now; undefined if it would. */
function refusalOf(
  { claim, round, record, asked: { item } }: Subject,
  now: number,
  reason: string | undefined,
): Refusal | undefined {
  const request = {
    round,
    action: claim.action,
    who: { via: 'link' },
    ...(reason !== undefined && { reason }),
  } as const;
  const decided = decide(item, request, now);
  if (decided.kind === 'refused') return decided.refusal;
  return rolloutOver(record);
}

const nothingAsked: Refusal = {
  kind: 'nothing-asked',
  text: 'This gate asks nobody now. Nothing was changed.',
};

function refusedFor({ claim, round, asked }: Subject, { kind, text }: Refusal): UrlAnswer {
  const { status, title } = refusals[kind];
  const used = kind === 'already-decided' && wasUsed(asked.item, round, verdictOf(claim.action));
  return refused(status, used ? 'This link was used already' : title, text, asked);
}

/** There is one link for each answer to each question, so this link gave the recorded answer. */
const wasUsed = (
  { decision, earlier = [] }: GateItem,
  round: number,
  verdict: 'approve' | 'reject',
): boolean =>
  [decision, ...earlier].some((one) => one?.round === round && one.via === 'link' && one.verdict === verdict);

const answer = (statusCode: number, body: string): UrlAnswer => ({ statusCode, headers: pageHeaders, body });
const refused = (status: number, title: string, text: string, asked?: QuestionView): UrlAnswer =>
  answer(status, refusedPage(title, text, asked));

const linkRefusals: Readonly<Record<LinkRefusal, { status: number; title: string }>> = {
  malformed: { status: 400, title: 'This is not a whole link' },
  'unknown-key': { status: 403, title: 'This link is too old' },
  tampered: { status: 403, title: 'This link is not genuine' },
  expired: { status: 410, title: 'This link has expired' },
  'other-purpose': { status: 403, title: 'This link is for something else' },
};

const refusals: Readonly<Record<Refusal['kind'], { status: number; title: string }>> = {
  unknown: { status: 404, title: 'There is no such gate' },
  tampered: { status: 403, title: 'This link is not genuine' },
  'already-decided': { status: 409, title: 'It was decided already' },
  over: { status: 410, title: 'Too late' },
  'too-late': { status: 410, title: 'Too late' },
  'nothing-asked': { status: 410, title: 'Nobody is asked now' },
  'wrong-action': { status: 403, title: 'This link is for something else' },
  'not-allowed': { status: 403, title: 'A link is not enough here' },
  'reason-missing': { status: 422, title: 'Say why' },
};

interface Form {
  readonly reference: string;
  readonly action: string;
  readonly reason: string | undefined;
}

/**
 * Enough for a reference, a word and a reason of 500 characters, each of which may take nine bytes in a form.
 */
const largestForm = 16 * 1024;

/** The page's form, or the refusal of an invalid one. */
function formOf({ headers, body }: UrlRequest): Form | UrlAnswer {
  if (isFromElsewhere(headers))
    return refused(403, 'This came from another site', 'Nothing was done. Open the link itself.');
  if (body.length > largestForm) return refused(413, 'That is too much', 'Nothing was done.');
  if (!/^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? ''))
    return refused(415, 'That is no form', 'Nothing was done. Open the link in a browser.');
  const form = new URLSearchParams(Buffer.from(body).toString());
  const reason = truncate(oneLine(form.get('reason') ?? '').trim(), 500);
  return {
    reference: form.get('link') ?? '',
    action: form.get('action') ?? '',
    reason: reason === '' ? undefined : reason,
  };
}

/**
 * Whether another site's page sent it. The holder of the link may answer anyway; this prevents answering
 * unknowingly. Browsers report it in Sec-Fetch-Site. In Origin they send `null` if a page sends no referrer,
 * as here.
 */
function isFromElsewhere({ 'sec-fetch-site': site, origin, host }: UrlRequest['headers']): boolean {
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  return origin !== undefined && origin !== 'null' && URL.parse(origin)?.host !== host;
}
