import { type CallbackRefusal, callBack } from '../../core/gates/call-back.ts';
import { gateOfKey } from '../../core/gates/gate-key.ts';
import type { GateLedger } from '../../core/gates/ports.ts';
import { verifyCallback } from '../../core/links/callback.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Waits } from '../../core/ports/waits.ts';
import type { UrlAnswer, UrlRequest } from '../http/url-request.ts';
import { wakeGates } from '../rollouts/wake-gates.ts';
import { type LinkKeyring, verifiedWith } from './link-keyring.ts';

export interface AnswerCallbackPorts {
  readonly ledger: GateLedger;
  readonly waits: Waits;
  readonly keyring: LinkKeyring;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: Log;
}

/**
 * A webhook that said `later` answers: `{"verdict": "pass" | "fail", "reason"?}`, POSTed to the URL that it
 * was given. The answer may arrive before that of the original request, and may be repeated.
 */
export async function answerCallback(ports: AnswerCallbackPorts, request: UrlRequest): Promise<UrlAnswer> {
  const { ledger, keyring, now, log } = ports;
  const reference = request.query.get('ref') ?? '';
  const verified = await verifiedWith(keyring, (keys) => verifyCallback(keys, reference, now()));
  if (!verified.ok) {
    log.info('a callback was refused', { refusal: verified.refusal });
    return refused(verified.refusal === 'expired' ? 410 : 403, verified.refusal, verified.why);
  }
  if (request.body.length > largestAnswer)
    return refused(413, 'too-large', `expected at most ${largestAnswer} bytes, got ${request.body.length}`);

  const { endpoint, gate } = verified.callback;
  const place = gateOfKey(gate);
  if (place === undefined) return refused(403, 'malformed', 'ref: expected a gate of this version');
  const { rollout, stage, n } = place;
  const body = jsonOf(request.body);
  // Written only if nobody else has changed the gate meanwhile; otherwise it is read again.
  for (let tries = 0; tries < 5; tries += 1) {
    const kept = (await ledger.gates(endpoint, rollout, stage)).find(({ item }) => item.n === n);
    const called = callBack(kept?.item, body, now());
    if (called.kind === 'refused') {
      const { kind, text } = called.refusal;
      log.info('a callback was refused', { endpoint, rollout, gate, refusal: kind });
      return refused(statuses[kind], kind, text);
    }
    if (called.kind === 'accepted') {
      if (!(await ledger.putGate(endpoint, rollout, called.item, kept?.revision ?? 0))) continue;
      log.info('a callback was accepted', { endpoint, rollout, gate });
    }
    // Also after a repeat: the earlier try may have died after writing it down.
    if (kept?.item.status === 'pending') await wakeGates(ports, endpoint, rollout);
    return answer(200, { status: 'accepted' });
  }
  throw new Error(`the gates of ${rollout} were changed by others again and again; try again`);
}

/** Enough for a verdict, a reason of 500 characters, and the sender's own fields. */
const largestAnswer = 16 * 1024;

const statuses: Readonly<Record<CallbackRefusal, number>> = {
  malformed: 400,
  unknown: 404,
  'already-answered': 409,
  'nothing-asked': 409,
  over: 410,
  'too-late': 410,
};

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return undefined;
  }
}

const answer = (statusCode: number, body: object): UrlAnswer => ({
  statusCode,
  headers: {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  },
  body: JSON.stringify(body),
});
const refused = (statusCode: number, error: string, message: string): UrlAnswer =>
  answer(statusCode, { error, message });
