import type { SlackClient } from '../../core/slack/api.ts';
import type { SlackMeans } from './exchange.ts';
import { slackApi } from './slack-api.ts';
import { answerPress, postToWebhook } from './webhook.ts';

/** Slack over HTTP. */
export const slackClient = (means: SlackMeans): SlackClient => ({
  api: (token) => slackApi({ ...means, token }),
  postToWebhook: (url, message) => postToWebhook({ ...means, url }, message),
  answerPress: (responseUrl, answer) => answerPress(means, responseUrl, answer),
});
