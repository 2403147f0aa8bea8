import { type Connection, type Failure, isFailure } from '../../core/chat/channel.ts';
import type { SlackClient } from '../../core/slack/api.ts';
import type { SlackMessage } from '../../core/slack/block-kit.ts';
import type { SlackSettings } from '../../core/slack/settings.ts';
import { readAnewOnce } from '../secrets/read-anew-once.ts';

/**
 * Slack with the settings of its secret, for one batch. If a token or webhook is refused, it is read again
 * once per batch, because it may have just been replaced.
 *
 * @param settingsNow the Slack secret's settings; `fresh` skips the cache
 */
export async function connectSlack(
  client: SlackClient,
  settingsNow: (fresh: boolean) => Promise<SlackSettings>,
): Promise<Connection<SlackMessage>> {
  const first = await settingsNow(false);
  let settings = first;
  let isFresh = false;
  const patiently = <T extends { readonly kind: string }>(call: () => Promise<T | Failure>) =>
    readAnewOnce(
      async (fresh) => {
        if (fresh) {
          isFresh = true;
          settings = await settingsNow(true);
        }
        return call();
      },
      (answer) =>
        !isFresh && isFailure(answer) && answer.kind === 'refused' && answer.fault === 'credentials',
    );
  const token = async () => (settings.kind === 'bot' ? settings.botToken : '');
  const url = async () => (settings.kind === 'webhook' ? settings.webhookUrl : '');
  switch (first.kind) {
    case 'none':
      return first;
    case 'bot': {
      const api = client.api(token);
      return {
        kind: 'threads',
        place: first.channel,
        api: {
          post: (...args) => patiently(() => api.post(...args)),
          update: (...args) => patiently(() => api.update(...args)),
        },
      };
    }
    case 'webhook':
      return {
        kind: 'posts',
        place: 'webhook',
        post: (message) => patiently(() => client.postToWebhook(url, message)),
      };
    default:
      return first satisfies never;
  }
}
