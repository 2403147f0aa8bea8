import * as z from 'zod';
import { formatDuration } from '../values/duration.ts';
import type { Problem } from '../values/problem.ts';
import { unlessAllowed } from './allowed.ts';
import { type At, at, type Checked, checkInBakes } from './bakes.ts';
import { checkAnswerOf, judgeSaid } from './check-answer.ts';
import type { GateKind, GateSnapshot, Stage, Step } from './gate.ts';
import { deadlineOf, gateTime } from './timing.ts';

/** Asks another system by a signed POST. It answers pass or fail at once, or later by callback. */
export interface Webhook {
  readonly url: string;
  readonly timeoutSeconds: number;
  /** The result if there is no answer in time. */
  readonly otherwise: 'pass' | 'fail';
  readonly at: At;
}

/** What is known so far: an answer will come later, or there was none, with the number of tries. */
export type WebhookState =
  | { readonly said: 'later' }
  | { readonly said: 'nothing'; readonly tries: number; readonly again: number; readonly why: string };

const urlExpected = 'an https address of a host by name, without user or fragment';

/** Only for a laptop. The deploy-time list must contain exactly this address; patterns do not match it. */
const ownMachine = /^http:\/\/127\.0\.0\.1:\d{1,5}$/;

function isAddress(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username || url.password || url.hash) return false;
  if (ownMachine.test(url.origin)) return true;
  // IP addresses are refused: 10.0.0.1, to which URL also turns 0x0a000001, and [::1].
  return url.protocol === 'https:' && !/^\[|^[\d.]+$/.test(url.hostname);
}

function refusalsOf(address: string, hosts: readonly string[]): Problem[] {
  const { origin, host } = new URL(address);
  if (ownMachine.test(origin) && hosts.includes(origin)) return [];
  const named = ownMachine.test(origin) ? [] : hosts;
  return unlessAllowed('url', host, 'a host', named, 'allowed.webhookHosts');
}

const common = {
  url: z
    .string({ error: urlExpected })
    .max(2048, { error: urlExpected })
    .refine(isAddress, { error: urlExpected })
    .meta({ description: 'The URL to ask; its host must be allowed at deploy time.' }),
  otherwise: z
    .enum(['pass', 'fail'], { error: 'pass or fail' })
    .meta({ description: 'The result if there is no answer.' })
    .default('fail'),
};
const error = 'fields such as url and timeout';

const waiting: z.ZodType<Webhook> = z
  .strictObject({ ...common, timeout: gateTime.default(3600) }, { error })
  .transform(({ timeout, ...rest }) => ({ ...rest, timeoutSeconds: timeout, at: 'final-bake' as const }));
/** A bake does not wait for an answer, so there is no timeout. */
const inBake: z.ZodType<Webhook> = z
  .strictObject({ ...common, at }, { error })
  .transform((webhook) => ({ ...webhook, timeoutSeconds: 0 }));

export const webhook: GateKind<Webhook, WebhookState | Checked> = {
  kind: 'webhook',
  stages: ['before', 'during', 'after'],
  schema: (stage: Stage) => (stage === 'during' ? inBake : waiting),
  refusals: ({ url }, { webhookHosts }) => refusalsOf(url, webhookHosts),

  step: (config, seen) =>
    seen.stage === 'during'
      ? stepInBake(config, seen as GateSnapshot<Checked>)
      : stepWaiting(config, seen as GateSnapshot<WebhookState>),
};

function stepInBake(config: Webhook, seen: GateSnapshot<Checked>): Step<Checked> {
  return checkInBakes(config.at, seen, {
    act: () => ({ kind: 'act', action: { kind: 'webhook', url: config.url, mayAnswerLater: false } }),
    judge: (result) => {
      const answer = checkAnswerOf(result);
      if (answer.kind === 'silent') return otherwise(config, `no answer (${answer.why})`);
      if (answer.kind === 'refused') return { kind: 'failed', why: answer.why };
      const { verdict } = answer;
      if (verdict === 'later')
        return { kind: 'failed', why: 'the webhook says later, but a bake does not wait' };
      return judgeSaid('the webhook', { ...answer, verdict });
    },
  });
}

function stepWaiting(config: Webhook, seen: GateSnapshot<WebhookState>): Step<WebhookState> {
  const { state, now, result } = seen;
  const deadline = deadlineOf(seen, config.timeoutSeconds);
  if (result !== undefined) return stepOnAnswer(seen, deadline);
  if (now >= deadline) {
    const recorded = state?.said === 'nothing' ? ` (${state.why})` : '';
    return otherwise(config, `no answer within ${formatDuration(config.timeoutSeconds)}${recorded}`);
  }
  if (state?.said === 'later') return waitsForCallback(deadline);
  if (state?.said === 'nothing' && now < state.again)
    return { kind: 'waiting', until: state.again, why: `no answer (${state.why}), asked again`, state };
  const action = { kind: 'webhook', url: config.url, mayAnswerLater: true } as const;
  return { kind: 'act', action, until: deadline, ...(state && { state }) };
}

function stepOnAnswer(
  { state, now, result }: GateSnapshot<WebhookState>,
  deadline: number,
): Step<WebhookState> {
  const answer = checkAnswerOf(result);
  if (answer.kind === 'refused') return { kind: 'failed', why: answer.why };
  if (answer.kind === 'said') {
    const { verdict } = answer;
    return verdict === 'later'
      ? waitsForCallback(deadline)
      : judgeSaid('the webhook', { ...answer, verdict });
  }
  // Again after 30 s, 2, 8, 32 minutes and so on: a system that is down for a night is asked less than ten
  // times.
  const tries = state?.said === 'nothing' ? state.tries : 0;
  const again = Math.min(deadline, now + 30_000 * 4 ** tries);
  const why = `no answer (${answer.why}), asked again`;
  const next: WebhookState = { said: 'nothing', tries: tries + 1, again, why: answer.why };
  return { kind: 'waiting', until: again, why, state: next };
}

const waitsForCallback = (deadline: number): Step<WebhookState> => ({
  kind: 'waiting',
  until: deadline,
  why: 'the webhook answers later',
  state: { said: 'later' },
});

const otherwise = (config: Webhook, why: string): Step<never> & { kind: 'passed' | 'failed' } => ({
  kind: config.otherwise === 'pass' ? 'passed' : 'failed',
  why: `${why}, so it counts as ${config.otherwise} as the manifest says`,
});
