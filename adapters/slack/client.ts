import type { SlackClient } from '../../core/slack/api.ts';
import type { SlackDependencies } from './exchange.ts';
import { slackApi } from './slack-api.ts';
import { answerPress, postToWebhook } from './webhook.ts';

/** Slack over HTTP. */
export const slackClient = (dependencies: SlackDependencies): SlackClient => ({
  api: (token) => slackApi({ ...dependencies, token }),
  postToWebhook: (url, message) => postToWebhook({ ...dependencies, url }, message),
  answerPress: (responseUrl, answer) => answerPress(dependencies, responseUrl, answer),
});
