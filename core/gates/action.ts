/**
 * What a gate asks the edge to do. The edge never throws for what the other side does wrong: it answers with a
 * result that the gate judges.
 */
export type Action = SmokeAction | WebhookAction | LambdaAction;

/** Requests to an endpoint, one after another. Result: smoke-report.ts. */
export interface SmokeAction {
  readonly kind: 'smoke';
  /** Another endpoint; the rollout's own if it is not said. */
  readonly endpoint?: string;
  readonly payload: Payload;
  readonly contentType: string;
  readonly accept?: string;
  readonly requests: number;
  /** JSONata on `{ status, latencyMs, body }`, evaluated by the edge for each answer. */
  readonly expect?: string;
}

/** An object beside the manifest, by its name there; or the body itself. */
export type Payload = { readonly file: string } | { readonly inline: string };

/**
 * A signed POST. The edge refuses hosts outside the deploy-time list and private or link-local addresses, follows no
 * redirect, and sends the gate's own id as idempotency key, since a retried function may ask twice.
 * Result: check-answer.ts.
 */
export interface WebhookAction {
  readonly kind: 'webhook';
  readonly url: string;
  /** Whether an answer may come later, by callback; in a bake there is no time for it. */
  readonly mayAnswerLater: boolean;
}

/** A synchronous call of a function of the user's. Result: check-answer.ts. */
export interface LambdaAction {
  readonly kind: 'lambda';
  readonly function: string;
  readonly timeoutSeconds: number;
}
