import type { Compared, SlowerThan } from './comparison-terms.ts';

/**
 * What a gate asks the adapter to do. The adapter never throws for a failure of the other side: it returns a
 * result for the gate to judge.
 */
export type Action = SmokeAction | WebhookAction | LambdaAction | JudgeAction | ScoresAction;

/** The kind of each action, as gates in the ledger store it. The compiler asks for a new one in advance.ts. */
export const actionKinds = [
  'smoke',
  'webhook',
  'lambda',
  'judge',
  'scores',
] as const satisfies readonly Action['kind'][];

/** Requests to an endpoint, one after another. Result: smoke-report.ts. */
export interface SmokeAction {
  readonly kind: 'smoke';
  /** Another endpoint; default: the rollout's own. */
  readonly endpoint?: string;
  readonly payload: Payload;
  readonly contentType: string;
  readonly accept?: string;
  readonly requests: number;
  /** JSONata on `{ status, latencyMs, body }`; the adapter evaluates it for each answer. */
  readonly expect?: string;
}

/** The name of an object beside the manifest, or the body itself. */
export type Payload = { readonly file: string } | { readonly inline: string };

/**
 * A signed POST. The adapter refuses hosts outside the deploy-time list and private or link-local addresses,
 * follows no redirect, and sends the gate's own id as idempotency key, because a retried function may ask
 * twice. Result: check-answer.ts.
 */
export interface WebhookAction {
  readonly kind: 'webhook';
  readonly url: string;
  /** Whether an answer may come later, by callback. In a bake there is no time for that. */
  readonly mayAnswerLater: boolean;
}

/** A synchronous call of one of the user's functions. Result: check-answer.ts. */
export interface LambdaAction {
  readonly kind: 'lambda';
  readonly function: string;
  readonly timeoutSeconds: number;
}

/** What both fleets did since the shift began, minute by minute. Result: judge-report.ts. */
export interface JudgeAction {
  readonly kind: 'judge';
  readonly compare: Exclude<Compared, 'score'>;
  /** The limit of `slow`. */
  readonly slower?: SlowerThan;
}

/** What both fleets have answered since the shift began, as counts of scores by minute. Result: judge-report.ts. */
interface ScoresAction {
  readonly kind: 'scores';
}
