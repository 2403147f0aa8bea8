import { describe, expect, it } from 'vitest';
import { slackSecretSchema } from '../../../core/slack/slack-secret.ts';
import { channel, localSecrets } from '../../../on-local-aws/slack-workspace.ts';

const bot = { botToken: 'xoxb-1-2-abc', channel: 'C0123456789' };
const webhookUrl = 'https://hooks.slack.com/services/T/B/x';

describe('The Slack secret', () => {
  it.each([
    ['a bot', { ...bot, signingSecrets: ['8f742231b10e8888abcd99yyyzzz85a5'] }],
    ['a bot without buttons', bot],
    ['a webhook', { webhookUrl }],
    [
      'the local one',
      { botToken: localSecrets.botToken, channel: channel.id, signingSecrets: [localSecrets.signingSecret] },
    ],
  ])('may be %s', (_, secret) => {
    expect(slackSecretSchema.parse(secret).signingSecrets).toEqual(
      'signingSecrets' in secret ? secret.signingSecrets : [],
    );
  });

  it.each([
    ['nothing', {}, ''],
    ['a bot without a channel', { botToken: 'xoxb-1-2-abc' }, 'channel'],
    ['a channel by its name', { ...bot, channel: '#releases' }, 'channel'],
    ['another token', { ...bot, botToken: 'hunter2' }, 'botToken'],
    ['an empty signing secret', { ...bot, signingSecrets: [''] }, 'signingSecrets.0'],
  ])('is not %s', (_, secret, path) => {
    const parsed = slackSecretSchema.safeParse(secret);
    expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
    // What is wrong is told without what is there.
    expect(parsed.error?.message).not.toContain('hunter2');
  });
});
