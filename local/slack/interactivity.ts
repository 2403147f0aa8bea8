import { createHmac } from 'node:crypto';
import { withinHostTime } from '../clock/host.ts';
import type { Random } from '../random.ts';
import type { Button } from './block-schema.ts';
import type { Message } from './conversation.ts';
import { messageView } from './web-api.ts';
import type { SlackUser, Workspace } from './workspace.ts';

/** What Slack sends to the app's interactivity URL. */
export interface InteractionRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends it and gives the answer; rejects if none comes. */
export type SendInteraction = (
  request: InteractionRequest,
) => Promise<{ readonly status: number; readonly body: string }>;

export interface Press {
  readonly message: Message;
  readonly button: Button;
  readonly blockId: string;
  readonly user: SlackUser;
}

/** The `block_actions` payload of a press (docs.slack.dev, "block_actions payload"). */
export function pressPayload(
  { message, button, blockId, user }: Press,
  made: { at: number; responseUrl: string; random: Random; workspace: Workspace },
) {
  const { random, at, responseUrl, workspace } = made;
  const { team, channel, bot } = workspace;
  const { text, value, style, confirm, action_id } = button;
  return {
    type: 'block_actions',
    user: { id: user.id, username: user.name, name: user.name, team_id: team.id },
    api_app_id: bot.appId,
    token: 'deprecated',
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: message.onlyTo !== undefined,
      ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
    },
    trigger_id: `${Math.floor(random.next() * 1e12)}.${Math.floor(random.next() * 1e12)}.${random.hex(32)}`,
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: channel.id, name: channel.name },
    message: messageView(message, workspace),
    state: { values: {} },
    response_url: responseUrl,
    actions: [
      {
        type: 'button',
        action_id,
        block_id: blockId,
        text,
        ...(value !== undefined && { value }),
        ...(style !== undefined && { style }),
        ...(confirm !== undefined && { confirm }),
        action_ts: `${Math.floor(at / 1000)}.${String(Math.floor(random.next() * 1e6)).padStart(6, '0')}`,
      },
    ],
  };
}

/** Form-encoded, and signed as Slack signs: `v0=` and the HMAC-SHA256 of `v0:<timestamp>:<body>`. */
export function signedRequest(
  url: string,
  payload: object,
  signingSecret: string,
  at: number,
): InteractionRequest {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = String(Math.floor(at / 1000));
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    url,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  };
}

/** "Your app must reply … within 3 seconds" (docs.slack.dev, "Handling user interaction"), of the host's time. */
const answerWithinMs = 3000;

/** Over a socket, on this machine only. Redirects are not followed: they could lead off it. */
export const sendOverHttp: SendInteraction = async ({ url, headers, body }) => {
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)) {
    throw new Error(`expected an interactivity URL on this machine, got ${url}`);
  }
  const stop = new AbortController();
  const post = async () => {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: stop.signal,
    });
    return { status: response.status, body: await response.text() };
  };
  try {
    return await withinHostTime(post(), answerWithinMs, () => new Error('operation_timeout'));
  } finally {
    stop.abort();
  }
};
