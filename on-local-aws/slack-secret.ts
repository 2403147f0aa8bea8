import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { ClientFactory } from '../local/lambda/seam.ts';
import { stackName } from './names.ts';
import { channel, localSecrets } from './slack-workspace.ts';

/** How Greenlight is connected to the local Slack: as its bot, by an incoming webhook, or not at all. */
export type SlackConnection = 'bot' | 'webhook' | 'none';

/** Writes the local Slack's settings into the stack's secret, as people do on AWS (docs/slack.md). */
export async function writeSlackSecret(clients: ClientFactory, connection: SlackConnection): Promise<void> {
  const secret = secretFor(connection);
  if (secret === undefined) return;
  await clients(SecretsManagerClient).send(
    new PutSecretValueCommand({ SecretId: `${stackName}/slack`, SecretString: JSON.stringify(secret) }),
  );
}

function secretFor(connection: SlackConnection): object | undefined {
  const { botToken, signingSecret, webhookPath } = localSecrets;
  switch (connection) {
    case 'bot':
      return { botToken, channel: channel.id, signingSecrets: [signingSecret] };
    case 'webhook':
      return { webhookUrl: `https://hooks.slack.com${webhookPath}` };
    case 'none':
      return undefined;
    default:
      return connection satisfies never;
  }
}
