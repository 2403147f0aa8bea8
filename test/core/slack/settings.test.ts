import { describe, expect, it } from 'vitest';
import { settingsIn } from '../../../core/slack/settings.ts';

const bot = { botToken: 'xoxb-1-secret', channel: 'C0RELEASES' };
const webhookUrl = 'https://hooks.slack.com/services/T/B/secret';
const errorOf = (text: string): string => {
  try {
    settingsIn(text);
  } catch (error) {
    return String(error);
  }
  throw new Error('it was taken');
};

describe('The Slack secret', () => {
  it('is none as deployed, a bot, or a webhook; a bot where it is both', () => {
    expect(settingsIn('{}')).toEqual({ kind: 'none' });
    expect(settingsIn(JSON.stringify(bot))).toEqual({ kind: 'bot', ...bot });
    expect(settingsIn(JSON.stringify({ webhookUrl }))).toEqual({ kind: 'webhook', webhookUrl });
    expect(settingsIn(JSON.stringify({ webhookUrl, ...bot })).kind).toBe('bot');
  });

  it('that is wrong is said to be so by its fields, never by its values', () => {
    for (const [text, words] of [
      [JSON.stringify({ botToken: bot.botToken }), 'channel'],
      [JSON.stringify({ ...bot, botToken: 'secret of another form' }), 'botToken'],
      [JSON.stringify({ webhookUrl: 'secret' }), 'webhookUrl'],
      ['xoxb-1-secret', 'expected a JSON object'],
      ['"xoxb-1-secret"', 'expected a JSON object'],
    ] as const) {
      expect(errorOf(text)).toContain(words);
      expect(errorOf(text)).toContain('docs slack');
      expect(errorOf(text)).not.toMatch(/secret(?! \(npx)/);
    }
  });
});
