import { text, type WireRequest, type WireResponse } from '../transport/wire.ts';
import type { SlackError } from './slack-error.ts';
import type { Arguments } from './web-api.ts';

/** A request to Slack: its path is that below slack.com or hooks.slack.com. */
export type SlackRequest = Pick<WireRequest, 'method' | 'path' | 'headers' | 'body'>;

export interface SlackResponse extends Pick<WireResponse, 'status' | 'headers'> {
  readonly body: string;
}

export const json = (body: object, status = 200, headers: Record<string, string> = {}): SlackResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
});

export const plain = (status: number, body: string, headers: Record<string, string> = {}): SlackResponse => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  body,
});

export const refusal = ({ code, members }: SlackError): SlackResponse =>
  json({ ok: false, error: code, ...members });

/**
 * The arguments of a call: JSON, or a form (docs.slack.dev, "Web API", "POST bodies"). Undefined if the body is
 * neither.
 */
export function argumentsOf({ headers, body }: SlackRequest): Arguments | undefined {
  const content = text(body);
  const type = headers['content-type']?.split(';')[0]?.trim();
  if (type === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(content));
  if (content === '') return {};
  try {
    const parsed: unknown = JSON.parse(content);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Arguments)
      : undefined;
  } catch {
    return undefined;
  }
}
