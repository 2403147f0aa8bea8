import * as z from 'zod';
import { type SlackSecret, slackSecretSchema } from './slack-secret.ts';

/** How to reach Slack, from the secret. A bot can do everything that a webhook can. */
export type SlackSettings =
  | { readonly kind: 'none' }
  | { readonly kind: 'bot'; readonly botToken: string; readonly channel: string }
  | { readonly kind: 'webhook'; readonly webhookUrl: string };

/**
 * Parses the secret's text; `{}`, its initial value, means no settings.
 * @throws Error naming what is wrong, never any of the values
 */
export function settingsIn(text: string): SlackSettings {
  const secret = secretIn(text);
  if (secret === undefined) return { kind: 'none' };
  const { botToken, channel, webhookUrl } = secret;
  if (botToken !== undefined && channel !== undefined) return { kind: 'bot', botToken, channel };
  return webhookUrl === undefined ? { kind: 'none' } : { kind: 'webhook', webhookUrl };
}

/** The secrets for verifying Slack's requests; empty if there are none. @throws Error as `settingsIn` does */
export const signingSecretsIn = (text: string): readonly string[] => secretIn(text)?.signingSecrets ?? [];

function secretIn(text: string): SlackSecret | undefined {
  const content = contentOf(text);
  if (Object.keys(content).length === 0) return undefined;
  const parsed = slackSecretSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new Error(`the Slack secret (npx greenlight docs slack): ${z.prettifyError(parsed.error)}`);
}

function contentOf(text: string): object {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content === 'object' && content !== null) return content;
  } catch {
    // The parser's message would quote the secret.
  }
  throw new Error('the Slack secret (npx greenlight docs slack): expected a JSON object, got another text');
}
