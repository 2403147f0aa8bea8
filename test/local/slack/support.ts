import { VirtualClock } from '../../../local/clock/virtual.ts';
import { seededRandom } from '../../../local/random.ts';
import { createSlack, type SlackOptions } from '../../../local/slack/slack.ts';

export const startsAt = Date.UTC(2026, 0, 5, 12);

/** A local Slack on a clock that stands still, and a way to call its Web API as an app does. */
export function aSlack(options: SlackOptions = {}) {
  const clock = new VirtualClock(startsAt);
  const slack = createSlack({ clock, random: seededRandom(7) }, options);
  const call = async (method: string, args: object, headers: Record<string, string> = {}) => {
    const response = await slack.fetch(`https://slack.com/api/${method}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        authorization: `Bearer ${slack.workspace.secrets.botToken}`,
        ...headers,
      },
      body: JSON.stringify(args),
    });
    const retryAfter = response.headers.get('retry-after');
    const body = (await response.json()) as Record<string, unknown>;
    return { status: response.status, ...(retryAfter !== null && { retryAfter }), body };
  };
  const post = async (text: string, more: object = {}) =>
    (await call('chat.postMessage', { channel: slack.workspace.channel.id, text, ...more })).body as {
      ts: string;
    };
  return { clock, slack, call, post };
}

/** A message with one button. */
export const approveBlocks = [
  { type: 'section', text: { type: 'mrkdwn', text: 'May it?' } },
  {
    type: 'actions',
    elements: [
      {
        type: 'button',
        action_id: 'greenlight:approve',
        text: { type: 'plain_text', text: 'Approve' },
        value: 'reference',
        style: 'primary',
        confirm: {
          title: { type: 'plain_text', text: 'Approve?' },
          text: { type: 'plain_text', text: 'It goes on.' },
          confirm: { type: 'plain_text', text: 'Approve' },
          deny: { type: 'plain_text', text: 'Cancel' },
        },
      },
    ],
  },
];
