import type { ChannelId } from '../values/channel-id.ts';

/** A channel's own ids of people and groups, as a gate's `by` names them. */
interface PeopleIds {
  readonly user: RegExp;
  readonly group: RegExp;
  /** In the words of an error: what is expected. */
  readonly expected: string;
}

/**
 * By channel. No two channels may take the same id: `by` does not say whose it is.
 */
export const channelPeople: Readonly<Record<ChannelId, PeopleIds>> = {
  // As Slack's API documents them.
  slack: {
    user: /^[UW][A-Z0-9]{2,20}$/,
    group: /^S[A-Z0-9]{2,20}$/,
    expected: 'a Slack user or group id (U…, W…, S…)',
  },
};

/** Whether it is an id of a person or group of that channel. */
export const isOfChannel = (channel: ChannelId, id: string): boolean =>
  channelPeople[channel].user.test(id) || channelPeople[channel].group.test(id);

/** Whether it is an id of a person or group of any channel. */
export const isOfAnyChannel = (id: string): boolean =>
  Object.values(channelPeople).some(({ user, group }) => user.test(id) || group.test(id));
