import type { Delivered, Failure } from '../../core/chat/channel.ts';
import type { SlackMessage } from '../../core/slack/block-kit.ts';
import type { privateAnswer } from '../../core/slack/post.ts';
import { failureOf } from './errors.ts';
import { exchange, type SlackDependencies } from './exchange.ts';
import { hookUrl } from './hosts.ts';

/**
 * Posts through an incoming webhook. Slack does not recognise repeats here: after a missing answer
 * (`perhapsDone`), a retry may show the post twice.
 *
 * @param url returns the webhook's address, which is a secret
 */
export async function postToWebhook(
  dependencies: SlackDependencies & { readonly url: () => Promise<string> },
  message: SlackMessage,
): Promise<Delivered | Failure> {
  const url = hookUrl(await dependencies.url(), 'services', dependencies.baseUrl);
  return url === undefined ? notSlacks('the webhook') : deliver(dependencies, url, message);
}

/**
 * Answers a button press, visible only to that person, at the `response_url` of the press. Slack allows five
 * answers within 30 minutes (docs.slack.dev, "Handling user interaction").
 */
export async function answerPress(
  dependencies: SlackDependencies,
  responseUrl: string,
  answer: ReturnType<typeof privateAnswer>,
): Promise<Delivered | Failure> {
  const url = hookUrl(responseUrl, 'actions', dependencies.baseUrl);
  return url === undefined ? notSlacks('the response_url') : deliver(dependencies, url, answer);
}

/** Both addresses answer 200 `ok`, or a bare error code. */
async function deliver(
  dependencies: SlackDependencies,
  url: string,
  content: object,
): Promise<Delivered | Failure> {
  const answer = await exchange(dependencies, url, {}, content);
  if (answer.kind === 'later') return answer;
  if (answer.status === 200) return { kind: 'delivered' };
  const code = /^[a-z_]{1,60}$/.exec(answer.body.trim())?.[0] ?? `HTTP ${answer.status}`;
  return failureOf(code, [], dependencies.now);
}

const notSlacks = (what: string): Failure => ({
  kind: 'refused',
  fault: 'credentials',
  error: 'not_slack',
  why: `${what}: expected an address at https://hooks.slack.com, got another; nothing was sent`,
});
