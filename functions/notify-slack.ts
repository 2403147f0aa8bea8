import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { chatNotifier } from '../app/chat/notify.ts';
import { queueEventSchema } from '../app/chat/topics.ts';
import { connectSlack } from '../app/slack/connect.ts';
import { noneForAWhile } from '../app/slack/none-for-a-while.ts';
import {
  alarmReadingsOf,
  decideUrlOf,
  deploymentsOf,
  leasesOf,
  ledgerOf,
  linkKeyringOf,
  nowOf,
  slackOf,
  slackQueueOf,
  threadsOf,
} from '../composition/ports.ts';
import { slackSettingsOf } from '../composition/slack.ts';
import { slackMessages } from '../core/slack/messages.ts';

/**
 * Posts to Slack. Notices from the topic and events about rollouts come through a queue, so that no rollout
 * waits for Slack, and nothing is lost while Slack is down.
 */
export function make(seam: Seam) {
  const settings = noneForAWhile(slackSettingsOf(seam), nowOf(seam));
  const slack = slackOf(seam);
  const notify = chatNotifier(
    {
      channel: 'slack',
      messages: slackMessages,
      connect: () => connectSlack(slack, settings),
      ledger: ledgerOf(seam),
      leases: leasesOf(seam),
      threads: threadsOf(seam, 'slack'),
      queue: slackQueueOf(seam),
      readers: { endpoint: deploymentsOf(seam).deployment, alarms: alarmReadingsOf(seam) },
      // Slack sends presses to the public address.
      keyring: decideUrlOf(seam) === undefined ? undefined : linkKeyringOf(seam),
      log: seam.log,
    },
    nowOf(seam),
  );

  return async (event: unknown) => notify(queueEventSchema.parse(event).Records);
}

export const handler = onAws(make);
