import type { Seam } from '../adapters/lambda/seam.ts';
import { answerSlack } from '../app/slack/answer-slack.ts';
import { slackPressChannel } from '../app/slack/press-channel.ts';
import { settingsIn } from '../core/slack/settings.ts';
import { pressQueueOf, secretsOf, slackOf, variable } from './ports.ts';
import type { Route } from './signed-routes.ts';

/** The settings in the Slack secret; `fresh` bypasses the cache. */
export const slackSettingsOf = (seam: Seam) => {
  const secrets = secretsOf(seam);
  return async (fresh: boolean) => settingsIn(await secrets.read(variable(seam, 'SLACK_SECRET'), { fresh }));
};

/** The parts of Slack that handling a button press needs. */
export const slackPressesOf = (seam: Seam) => slackPressChannel(slackOf(seam), slackSettingsOf(seam));

/** Where Slack sends presses of buttons. */
export function slackRoute(seam: Seam): [path: string, route: Route] {
  const ports = {
    secrets: secretsOf(seam),
    slackSecret: variable(seam, 'SLACK_SECRET'),
    presses: pressQueueOf(seam),
    log: seam.log,
  };
  return ['/slack', { methods: ['POST'], answer: (request) => answerSlack(ports, request) }];
}
