import type { Random } from '../random.ts';
import { Conversation } from './conversation.ts';
import { type Allowance, postAllowance, RateLimit, tier3, tier4 } from './rate-limit.ts';
import { ResponseUrls } from './response-urls.ts';
import { SlackError } from './slack-error.ts';
import { type Trouble, under } from './trouble.ts';
import { contentOf, methods } from './web-api.ts';
import { argumentsOf, json, plain, refusal, type SlackRequest, type SlackResponse } from './wire.ts';
import type { Workspace } from './workspace.ts';

/** Slack's side that apps call: the Web API, incoming webhooks and response URLs. Never throws. */
export class SlackServer {
  readonly conversation: Conversation;
  readonly responseUrls: ResponseUrls;
  /** May be changed at any time. */
  trouble: Trouble = 'none';
  /** Whether a repeated `client_msg_id` posts nothing new. */
  recognisesRepeats = true;
  readonly #workspace: Workspace;
  readonly #limits: { readonly post: RateLimit; readonly update: RateLimit; readonly other: RateLimit };

  constructor(now: () => number, random: Random, workspace: Workspace, told: () => void) {
    this.#workspace = workspace;
    this.conversation = new Conversation(now, told);
    this.responseUrls = new ResponseUrls(now, random, this.conversation, workspace.team.id);
    this.#limits = {
      post: new RateLimit(now, postAllowance),
      update: new RateLimit(now, tier3),
      other: new RateLimit(now, tier4),
    };
  }

  /** How many messages the channel takes from now on. */
  allowPosts(allowance: Allowance): void {
    this.#limits.post.set(allowance);
  }

  handle(request: SlackRequest): SlackResponse {
    return under(this.trouble, () => this.#answer(request));
  }

  #answer(request: SlackRequest): SlackResponse {
    const { method, path } = request;
    if (path.startsWith('/api/')) return this.#call(path.slice('/api/'.length), request);
    if (method !== 'POST') return plain(405, 'method_not_allowed');
    if (path.startsWith('/actions/')) return this.responseUrls.post(request);
    if (path.startsWith('/services/')) return this.#webhook(request);
    return plain(404, 'Not Found');
  }

  #call(name: string, request: SlackRequest): SlackResponse {
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (method === undefined) return refusal(new SlackError('unknown_method', { req_method: name }));
    const args = argumentsOf(request);
    if (args === undefined) return refusal(new SlackError('invalid_json'));
    const unauthorised = refuseToken(request, args, this.#workspace.secrets.botToken);
    if (unauthorised !== undefined) return refusal(new SlackError(unauthorised));
    const limit = { 'chat.postMessage': this.#limits.post, 'chat.update': this.#limits.update }[name];
    const retryAfter = (limit ?? this.#limits.other).take();
    if (retryAfter !== undefined) {
      return json({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': String(retryAfter) });
    }
    try {
      const answer = method(args, {
        conversation: this.conversation,
        workspace: this.#workspace,
        recognisesRepeats: () => this.recognisesRepeats,
      });
      return json({ ok: true, ...answer });
    } catch (error) {
      if (error instanceof SlackError) return refusal(error);
      throw error;
    }
  }

  /** Webhooks answer in plain text and with HTTP's own codes (docs.slack.dev, "Sending messages using incoming webhooks"). */
  #webhook(request: SlackRequest): SlackResponse {
    if (request.path !== this.#workspace.secrets.webhookPath) return plain(404, 'no_service');
    const retryAfter = this.#limits.post.take();
    if (retryAfter !== undefined) return plain(429, 'rate_limited', { 'retry-after': String(retryAfter) });
    const args = argumentsOf(request);
    if (args === undefined) return plain(400, 'invalid_payload');
    try {
      this.conversation.add({ ...contentOf(args), via: 'webhook' });
      return plain(200, 'ok');
    } catch (error) {
      if (error instanceof SlackError) return plain(400, error.code);
      throw error;
    }
  }
}

/** The token comes as a bearer's, or as a form's field. */
function refuseToken(
  { headers }: SlackRequest,
  args: Readonly<Record<string, unknown>>,
  botToken: string,
): string | undefined {
  const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const token = bearer ?? args.token;
  if (token === undefined) return 'not_authed';
  return token === botToken ? undefined : 'invalid_auth';
}
