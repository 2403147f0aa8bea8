import type { ChannelName } from '../chat/channel.ts';

export const slackName = { id: 'slack', title: 'Slack' } as const satisfies ChannelName;
