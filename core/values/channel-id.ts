import * as z from 'zod';

/**
 * The chats in which people are told and decide. An id is stored in button tokens, queued presses, decisions
 * and table keys, so never change one.
 */
export const channelIdSchema = z.enum(['slack']);
export type ChannelId = z.infer<typeof channelIdSchema>;

/** The names that people know. */
export const channelTitles: Readonly<Record<ChannelId, string>> = {
  slack: 'Slack',
};
