import { seededRandom } from '../../local/random.ts';
import { createSlack, type LocalSlack } from '../../local/slack/slack.ts';
import { channel, localSecrets, slackWorkspace } from '../../on-local-aws/slack-workspace.ts';
import { env, type FakeAws } from './fake-aws.ts';

/** Contents of the Slack secret: the local Slack's bot, its webhook, or anything else. */
export const slackSecrets = {
  bot: {
    botToken: localSecrets.botToken,
    channel: channel.id,
    signingSecrets: [localSecrets.signingSecret],
  },
  webhook: { webhookUrl: `https://hooks.slack.com${localSecrets.webhookPath}` },
  none: {},
} as const;

/** Sets the Slack secret of the fake AWS to `text`. All other secrets become the key of links. */
export function keepSecret(aws: FakeAws, text: () => string): void {
  const link = 'the-links-are-signed-with-this-key-of-the-tests-0123456789';
  aws.on('GetSecretValue', ({ SecretId }: { SecretId: string }) => ({
    SecretString: SecretId === env.SLACK_SECRET ? text() : link,
  }));
}

/** A local Slack that the fake AWS's handlers can reach and have the secret of. */
export function onSlack(aws: FakeAws, secret: object = slackSecrets.bot): LocalSlack {
  const slack = createSlack({ clock: aws.clock, random: seededRandom(7) }, { workspace: slackWorkspace });
  keepSecret(aws, () => JSON.stringify(secret));
  Object.assign(aws.seam, { fetch: (url: string, init: RequestInit) => slack.fetch(url, init) });
  return slack;
}

interface Given {
  readonly id?: string;
  readonly received?: number;
  readonly sentAt?: number;
}

/** The event with which Lambda delivers the queue's messages, one per body. */
export const queueEvent = (bodies: readonly (object & { readonly queue?: Given })[], given: Given = {}) => ({
  Records: bodies.map(({ queue = {}, ...body }, index) => {
    const { id = `m${index + 1}`, received = 1, sentAt = 1_767_607_200_000 } = { ...given, ...queue };
    return {
      messageId: id,
      receiptHandle: `${id}~${received}`,
      body: JSON.stringify(body),
      attributes: { ApproximateReceiveCount: String(received), SentTimestamp: String(sentAt) },
    };
  }),
});

/** The event that announces a rollout's phase. */
export const aChange = (rollout: string, phase = 'shifting', endpoint = 'iris') => ({
  source: 'greenlight',
  'detail-type': 'Greenlight Rollout State Change',
  detail: { schemaVersion: '1', endpoint, rollout, phase },
});

/** SageMaker's event, which names no rollout. */
export const anEndpointChange = (EndpointName = 'iris') => ({
  source: 'aws.sagemaker',
  'detail-type': 'SageMaker Endpoint Deployment State Change',
  detail: { EndpointName, EndpointStatus: 'UPDATING' },
});
