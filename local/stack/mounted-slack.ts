import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { defaultBaseUrl } from '../base-url.ts';
import type { LocalContext } from '../context.ts';
import { urlPath } from '../lambda/function-urls.ts';
import type { ClientFactory } from '../lambda/seam.ts';
import { type SendInteraction, sendOverHttp } from '../slack/interactivity.ts';
import { createSlack, type LocalSlack } from '../slack/slack.ts';
import { channel, localSecrets } from '../slack/workspace.ts';
import type { Router } from '../transport/router.ts';
import { text } from '../transport/wire.ts';
import { urlRequest } from './fetch-url.ts';
import type { LocalAwsOptions } from './local-aws-options.ts';

export interface SlackSurroundings {
  /** The stack's output: the function URL below which presses are taken; undefined in a stack without one. */
  readonly decideUrl: () => string | undefined;
  /** Where the local AWS is served. */
  readonly baseUrl: () => string;
  readonly functionUrls: Router;
}

/** The local Slack with the deployed stack as its app: presses go to the stack's function URL, in this process. */
export function mountedSlack(context: LocalContext, surroundings: SlackSurroundings): LocalSlack {
  const { decideUrl, baseUrl, functionUrls } = surroundings;
  const inProcess: SendInteraction = async ({ url, headers, body }) => {
    const answer = await functionUrls.dispatch(urlRequest(url, { method: 'POST', headers, body }));
    return { status: answer.status, body: text(answer.body) };
  };
  const isOurs = (url: string) =>
    [defaultBaseUrl, baseUrl()].some((base) => url.startsWith(`${base}${urlPath}/`));
  return createSlack(context, {
    // Answers to presses go through the handlers' own way out, which takes Slack's addresses to this Slack.
    baseUrl: () => 'https://hooks.slack.com',
    interactivityUrl() {
      const url = decideUrl();
      return url === undefined ? undefined : `${url}slack`;
    },
    send: (request) =>
      isOurs(request.url) ? inProcess(request) : context.clock.io(() => sendOverHttp(request)),
  });
}

/** Writes what the app needs to know of the local Slack into the stack's secret, as people do on AWS (docs/slack.md). */
export async function tellOfSlack(
  clients: ClientFactory,
  how: NonNullable<LocalAwsOptions['slack']>,
): Promise<void> {
  const secret = secretFor(how);
  if (secret === undefined) return;
  await clients(SecretsManagerClient).send(
    new PutSecretValueCommand({ SecretId: 'greenlight-local/slack', SecretString: JSON.stringify(secret) }),
  );
}

function secretFor(how: NonNullable<LocalAwsOptions['slack']>): object | undefined {
  const { botToken, signingSecret, webhookPath } = localSecrets;
  switch (how) {
    case 'bot':
      return { botToken, channel: channel.id, signingSecrets: [signingSecret] };
    case 'webhook':
      return { webhookUrl: `https://hooks.slack.com${webhookPath}` };
    case 'none':
      return undefined;
    default:
      return how satisfies never;
  }
}
