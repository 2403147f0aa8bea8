import * as z from 'zod';

/**
 * The chats in which people are told and decide. An id stands in button tokens, queued presses, decisions and keys of
 * the table, so it is never changed.
 */
export const channelIdSchema = z.enum(['slack']);
export type ChannelId = z.infer<typeof channelIdSchema>;

/** As people know them. */
export const channelTitles: Readonly<Record<ChannelId, string>> = {
  slack: 'Slack',
};
