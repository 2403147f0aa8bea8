import * as z from 'zod';
import { orListed } from './listed.ts';

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

/** Every chat by its title, for texts that hold in any: `Slack`, or `Slack or Teams`. */
export const anyChannel = (...more: readonly string[]): string =>
  orListed([...Object.values(channelTitles), ...more]);
