import type { Seam } from '../../adapters/lambda/seam.ts';
import type { UrlAnswer } from '../../app/http/url-request.ts';
import { keyringOf } from '../../core/links/keyring.ts';
import { questionNonce, signToken, stableNonce, type TokenClaim } from '../../core/links/signed-link.ts';
import { rolloutName } from '../../core/release.ts';
import { make as decideGate } from '../../functions/decide-gate.ts';
import { make as onPress } from '../../functions/on-press.ts';
import { localRegion } from '../../local/context.ts';
import { urlEvent } from '../../local/lambda/url-event.ts';
import { seededRandom } from '../../local/random.ts';
import type { InteractionRequest } from '../../local/slack/interactivity.ts';
import { createSlack, type LocalSlack } from '../../local/slack/slack.ts';
import { channel, localSecrets, slackWorkspace } from '../../on-local-aws/slack-workspace.ts';
import { aPlan } from './builders.ts';
import { type FakeAws, linkKey } from './fake-aws.ts';

/** The builders' rollout, and the key of its first gate before the shift. */
export const name = rolloutName(aPlan().rollout);
const firstGate = `gate#${name}#before#0`;

const linkKeyring = keyringOf([linkKey]);

/** The claim of a button: by default that gate's approval, valid for an hour. */
export function aClaim(
  aws: FakeAws,
  over: Partial<TokenClaim> & { readonly round?: number } = {},
): TokenClaim {
  const { round = 1, ...more } = over;
  const claim = { action: 'approve', endpoint: 'iris', rollout: name, gate: firstGate, ...more } as const;
  const nonce = questionNonce(claim.rollout, claim.gate ?? '', round);
  return { expiresAt: aws.clock.now() + 3_600_000, nonce, ...claim };
}

/** A button about the rollout as a whole. */
export function aboutRollout(
  aws: FakeAws,
  action: TokenClaim['action'],
  over: Partial<TokenClaim> = {},
): TokenClaim {
  const { gate: _, ...claim } = aClaim(aws, { action, nonce: stableNonce(action, name), ...over });
  return claim;
}

export const buttonValue = (claim: TokenClaim, keyring = linkKeyring): string =>
  signToken(keyring, 'slack', claim);

/** The event for such a request to decide-gate's URL. */
export function requestEvent(aws: FakeAws, over: Partial<Request> = {}): unknown {
  const { method = 'POST', path = '/slack', headers = {}, body = '' } = over;
  const bytes = Buffer.from(body);
  const request = { method, path, query: '', headers: { host: 'x.on.aws', ...headers }, body: bytes };
  const now = aws.clock.now();
  return urlEvent(request, { urlId: 'url', region: localRegion, requestId: 'r', now, caller: undefined });
}
interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** decide-gate and on-press between the fake AWS and a Slack. The functions reach Slack through the seam. */
export interface Pressing {
  readonly slack: LocalSlack;
  readonly seam: Seam;
  /** The signed requests that Slack has sent so far. */
  readonly requests: InteractionRequest[];
  /** What decide-gate has answered. */
  readonly answers: UrlAnswer[];
  readonly logged: string[];
  /** Posts a message with one button of that value; returns its `ts`. */
  post(action: string, value: string): Promise<string>;
  /** Posts a button with that signed claim, and lets somebody press it. The press is only queued. */
  press(claim: TokenClaim, user?: string): Promise<void>;
  /** Sends one of Slack's requests once more, unchanged. */
  replay(request: InteractionRequest): Promise<UrlAnswer>;
  /**
   * Gives all queued messages to on-press. Returns how many must be delivered again; these stay in the queue.
   */
  deliver(): Promise<number>;
  /** Presses, and then delivers. */
  pressAndDeliver(claim: TokenClaim, user?: string): Promise<string | undefined>;
  /** What only this person was told, in order. */
  toldTo(user: string): string[];
}

export function pressing(aws: FakeAws): Pressing {
  const requests: InteractionRequest[] = [];
  const answers: UrlAnswer[] = [];
  const logged: string[] = [];
  const log = (message: string, data: unknown = {}) => void logged.push(`${message} ${JSON.stringify(data)}`);
  const slack = createSlack(
    { clock: aws.clock, random: seededRandom(7) },
    {
      workspace: slackWorkspace,
      baseUrl: () => 'https://hooks.slack.com',
      interactivityUrl: () => 'https://url.lambda-url.us-east-1.on.aws/slack',
      async send(request) {
        requests.push(request);
        const answer = await decide(requestEvent(aws, request));
        answers.push(answer);
        return { status: answer.statusCode, body: answer.body };
      },
    },
  );
  const seam: Seam = {
    ...aws.seam,
    fetch: (url, init) => slack.fetch(url, init),
    log: { info: log, warn: log, error: log },
  };
  const decide = decideGate(seam);
  const see = onPress(seam);

  const post = async (action: string, value: string) => {
    const button = { type: 'button', action_id: action, text: { type: 'plain_text', text: 'Go' }, value };
    const answer = await slack.fetch('https://slack.com/api/chat.postMessage', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${localSecrets.botToken}`,
        'content-type': 'application/json; charset=utf-8',
      },
      body: JSON.stringify({
        channel: channel.id,
        text: 'iris v2',
        blocks: [{ type: 'actions', elements: [button] }],
      }),
    });
    return ((await answer.json()) as { ts: string }).ts;
  };
  const press = async (claim: TokenClaim, user = 'U0ANA') => {
    const action = `greenlight:${claim.action}`;
    const outcome = await slack.press(await post(action, buttonValue(claim)), action, user);
    if (outcome.kind !== 'answered') throw new Error(outcome.why);
  };
  const deliver = async () => {
    const messages = aws.sent.splice(0);
    for (const [at, message] of messages.entries()) {
      const messageId = `message-${at}`;
      const { batchItemFailures } = await see({ Records: [{ messageId, body: message.body }] });
      if (batchItemFailures.length > 0) aws.sent.push(message);
    }
    return aws.sent.length;
  };
  const toldTo = (user: string) =>
    slack
      .messages()
      .filter(({ onlyTo }) => onlyTo === user)
      .map(({ text }) => text);

  return {
    ...{ slack, seam, requests, answers, logged, post, press, deliver, toldTo },
    replay: (request) => decide(requestEvent(aws, request)),
    async pressAndDeliver(claim, user = 'U0ANA') {
      await press(claim, user);
      await deliver();
      return toldTo(user).at(-1);
    },
  };
}
