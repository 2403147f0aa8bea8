import type { Failure, SlackApi, SlackClient } from '../../core/slack/api.ts';
import type { SlackMessage } from '../../core/slack/block-kit.ts';
import type { SlackSettings } from '../../core/slack/settings.ts';
import type { Result } from './tell-thread.ts';

export type ActiveSettings = Exclude<SlackSettings, { kind: 'none' }>;

/** The calls of one batch. */
export interface SlackCalls {
  readonly api: SlackApi;
  /** By the webhook. */
  readonly post: (message: SlackMessage) => Promise<Result>;
}

/**
 * Calls Slack. A token or webhook that is refused is read anew, once for a batch: it may have been replaced just now.
 *
 * @param reread reads the secret at once
 */
export function slackCalls(
  client: SlackClient,
  first: ActiveSettings,
  reread: () => Promise<SlackSettings>,
): SlackCalls {
  let settings: SlackSettings = first;
  let isFresh = false;
  const patiently = async <T extends { readonly kind: string }>(
    call: () => Promise<T | Failure>,
  ): Promise<T | Failure> => {
    const answer = await call();
    if (isFresh || !isFailure(answer) || answer.kind !== 'refused' || answer.fault !== 'credentials')
      return answer;
    isFresh = true;
    settings = await reread();
    return call();
  };
  const token = async () => (settings.kind === 'bot' ? settings.botToken : '');
  const url = async () => (settings.kind === 'webhook' ? settings.webhookUrl : '');
  const api = client.api(token);
  return {
    api: {
      post: (...args) => patiently(() => api.post(...args)),
      update: (...args) => patiently(() => api.update(...args)),
      groupMembers: (...args) => patiently(() => api.groupMembers(...args)),
    },
    post: async (message) => {
      const answer = await patiently(() => client.postToWebhook(url, message));
      return answer.kind === 'delivered' ? { kind: 'done' } : answer;
    },
  };
}

const isFailure = (answer: { readonly kind: string }): answer is Failure =>
  answer.kind === 'later' || answer.kind === 'refused';
