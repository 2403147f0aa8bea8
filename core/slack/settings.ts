import * as z from 'zod';
import { slackSecretSchema } from './slack-secret.ts';

/** How people are told in Slack, as the secret has it. A bot can do all that a webhook can. */
export type SlackSettings =
  | { readonly kind: 'none' }
  | { readonly kind: 'bot'; readonly botToken: string; readonly channel: string }
  | { readonly kind: 'webhook'; readonly webhookUrl: string };

/**
 * Reads the secret's text; `{}`, as deployed, is none.
 * @throws Error naming what is wrong, never any of the values
 */
export function settingsIn(text: string): SlackSettings {
  const content = contentOf(text);
  if (Object.keys(content).length === 0) return { kind: 'none' };
  const parsed = slackSecretSchema.safeParse(content);
  if (!parsed.success) throw new Error(`the Slack secret (docs/slack.md): ${z.prettifyError(parsed.error)}`);
  const { botToken, channel, webhookUrl } = parsed.data;
  if (botToken !== undefined && channel !== undefined) return { kind: 'bot', botToken, channel };
  return webhookUrl === undefined ? { kind: 'none' } : { kind: 'webhook', webhookUrl };
}

function contentOf(text: string): object {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content === 'object' && content !== null) return content;
  } catch {
    // The parser's words would quote the secret.
  }
  throw new Error('the Slack secret (docs/slack.md): expected a JSON object, got another text');
}
