import type { Random } from '../random.ts';
import type { Conversation, Message } from './conversation.ts';
import { SlackError } from './slack-error.ts';
import { contentOf } from './web-api.ts';
import { argumentsOf, plain, type SlackRequest, type SlackResponse } from './wire.ts';

/** "…can be used up to 5 times within 30 minutes" (docs.slack.dev, "Handling user interaction"). */
const uses = 5;
const lifetimeMs = 30 * 60_000;

interface ResponseUrl {
  readonly user: string;
  readonly message: Message;
  readonly until: number;
  used: number;
}

/** The addresses at which the app may answer a press. */
export class ResponseUrls {
  readonly #now: () => number;
  readonly #random: Random;
  readonly #conversation: Conversation;
  readonly #teamId: string;
  readonly #urls = new Map<string, ResponseUrl>();

  constructor(now: () => number, random: Random, conversation: Conversation, teamId: string) {
    this.#now = now;
    this.#random = random;
    this.#conversation = conversation;
    this.#teamId = teamId;
  }

  /** The path of a new one, below hooks.slack.com. */
  open(user: string, message: Message): string {
    const path = `/actions/${this.#teamId}/${this.#random.hex(12)}/${this.#random.hex(24)}`;
    this.#urls.set(path, { user, message, until: this.#now() + lifetimeMs, used: 0 });
    return path;
  }

  post(request: SlackRequest): SlackResponse {
    const url = this.#urls.get(request.path);
    if (url === undefined) return plain(404, 'no_service');
    if (this.#now() > url.until) return plain(404, 'expired_url');
    if (url.used >= uses) return plain(404, 'used_url');
    const args = argumentsOf(request);
    if (args === undefined) return plain(400, 'invalid_payload');
    url.used += 1;
    try {
      this.#take(url, args);
      return plain(200, 'ok');
    } catch (error) {
      if (error instanceof SlackError) return plain(400, error.code);
      throw error;
    }
  }

  #take({ user, message }: ResponseUrl, args: Readonly<Record<string, unknown>>): void {
    if (args.delete_original === true) {
      this.#conversation.remove(message.ts);
      return;
    }
    const content = contentOf(args);
    if (args.replace_original === true) {
      this.#conversation.update(message.ts, content);
      return;
    }
    const thread = message.threadTs === undefined ? {} : { threadTs: message.threadTs };
    const only = args.response_type === 'in_channel' ? {} : { onlyTo: user };
    this.#conversation.add({ ...content, via: 'bot', ...thread, ...only });
  }
}
