import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { slackNotifier } from '../app/slack/notify-slack.ts';
import { queueEventSchema } from '../app/slack/topics.ts';
import {
  alarmReadingsOf,
  deploymentsOf,
  leasesOf,
  ledgerOf,
  nowOf,
  secretsOf,
  slackLedgerOf,
  slackOf,
  slackQueueOf,
  variable,
} from '../composition/ports.ts';
import { keyringOf } from '../core/links/keyring.ts';
import { settingsIn } from '../core/slack/settings.ts';

/**
 * Tells Slack: what the notices topic and the events about rollouts bring comes through a queue, so that no rollout
 * waits for Slack, and nothing is lost while Slack is away.
 */
export function make(seam: Seam) {
  const secrets = secretsOf(seam);
  const notify = slackNotifier(
    {
      ledger: ledgerOf(seam),
      leases: leasesOf(seam),
      slack: slackLedgerOf(seam),
      client: slackOf(seam),
      queue: slackQueueOf(seam),
      readers: { endpoint: deploymentsOf(seam).deployment, alarms: alarmReadingsOf(seam) },
      keyring: async () => keyringOf(await secrets.accepted(variable(seam, 'LINK_SECRET'))),
      settingsNow: async (fresh) => settingsIn(await secrets.read(variable(seam, 'SLACK_SECRET'), { fresh })),
      log: seam.log,
    },
    nowOf(seam),
  );

  return async (event: unknown) => notify(queueEventSchema.parse(event).Records);
}

export const handler = onAws(make);
