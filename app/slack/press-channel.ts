import type { Failure, Members, PressChannel } from '../../core/chat/channel.ts';
import type { SlackClient } from '../../core/slack/api.ts';
import { privateAnswer } from '../../core/slack/post.ts';
import type { SlackSettings } from '../../core/slack/settings.ts';
import { readAnewOnce } from '../secrets/read-anew-once.ts';

/** Slack accepts answers to a press for half an hour (docs.slack.dev, "Handling user interaction"). */
const answerableMs = 30 * 60_000;

/**
 * What handling a press needs from Slack. If the token is refused, it may have just been changed.
 *
 * @param settingsNow the Slack secret's settings; `fresh` skips the cache
 */
export function slackPressChannel(
  client: SlackClient,
  settingsNow: (fresh: boolean) => Promise<SlackSettings>,
): PressChannel {
  return {
    id: 'slack',
    answerableMs,
    groupMembers: (group) =>
      readAnewOnce(
        async (fresh): Promise<Members | Failure> => {
          const settings = await settingsNow(fresh);
          if (settings.kind !== 'bot') return noToken;
          return client.api(async () => settings.botToken).groupMembers(group);
        },
        (answer) => answer.kind === 'refused' && answer.fault === 'credentials',
      ),
    answer: ({ responseUrl }, text) => client.answerPress(responseUrl, privateAnswer(text)),
  };
}

const noToken: Failure = {
  kind: 'refused',
  fault: 'credentials',
  error: 'no_token',
  why: 'the Slack secret has no bot token',
};
