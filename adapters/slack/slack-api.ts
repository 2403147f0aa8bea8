import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Failure, Posted } from '../../core/chat/channel.ts';
import type { SlackApi } from '../../core/slack/api.ts';
import { failureOf } from './errors.ts';
import { exchange, laterThan, type SlackDependencies } from './exchange.ts';
import { methodUrl } from './hosts.ts';

const answerSchema = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  response_metadata: z.object({ messages: z.array(z.string()).optional() }).optional(),
});
const postedSchema = z.object({ channel: z.string(), ts: z.string() });
const membersSchema = z.object({ users: z.array(z.string()) });

/**
 * The methods of Slack's Web API that are used (docs.slack.dev, "Web API"). Errors of Slack or of the
 * connection are not thrown: each failure says whether and when to try again.
 *
 * @param token returns the bot's token at each call, so that a rotated token is used
 */
export function slackApi(
  dependencies: SlackDependencies & { readonly token: () => Promise<string> },
): SlackApi {
  const { now, baseUrl, token } = dependencies;

  async function call<T>(
    method: string,
    args: object,
    schema: z.ZodType<T>,
  ): Promise<{ kind: 'ok'; data: T } | Failure> {
    const headers = { authorization: `Bearer ${await token()}` };
    const answer = await exchange(dependencies, methodUrl(method, baseUrl), headers, args);
    if (answer.kind === 'later') return answer;
    const body = jsonOf(answer.body);
    const read = answerSchema.safeParse(body);
    if (!read.success) return laterThan(now, `Slack answered ${answer.status} with what is not its API's`);
    const { ok, error = 'no error code', response_metadata } = read.data;
    if (!ok) return failureOf(error, response_metadata?.messages ?? [], now);
    const data = schema.safeParse(body);
    return data.success
      ? { kind: 'ok', data: data.data }
      : laterThan(now, `Slack's answer to ${method} lacks what it documents`);
  }

  const posted = async (method: string, args: object): Promise<Posted | Failure> => {
    const answer = await call(method, args, postedSchema);
    if (answer.kind !== 'ok') return answer;
    const { channel, ts } = answer.data;
    return { kind: 'posted', place: channel, id: ts };
  };

  return {
    post: (channel, message, key, thread) =>
      posted('chat.postMessage', {
        channel,
        ...message,
        client_msg_id: uuidOf(key),
        unfurl_links: false,
        unfurl_media: false,
        ...(thread !== undefined && { thread_ts: thread }),
      }),
    update: (channel, id, message) => posted('chat.update', { channel, ts: id, ...message }),
    async groupMembers(group) {
      const answer = await call('usergroups.users.list', { usergroup: group }, membersSchema);
      return answer.kind === 'ok' ? { kind: 'members', users: answer.data.users } : answer;
    },
  };
}

/** The same key is always the same UUID: version 8, made of the key's SHA-256 (RFC 9562). */
export function uuidOf(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
