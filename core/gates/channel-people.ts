import type { ChannelId } from '../values/channel-id.ts';

/** A channel's own ids of people and groups, as used in a gate's `by`. */
interface PeopleIds {
  readonly user: RegExp;
  readonly group: RegExp;
  /** What is expected, in the words of an error message. */
  readonly expected: string;
}

/** By channel. An id must fit only one channel, because `by` does not name the channel. */
export const channelPeople: Readonly<Record<ChannelId, PeopleIds>> = {
  // The formats that Slack's API documents.
  slack: {
    user: /^[UW][A-Z0-9]{2,20}$/,
    group: /^S[A-Z0-9]{2,20}$/,
    expected: 'a Slack user or group id (U…, W…, S…)',
  },
};

/** Whether it is an id of a person or group in that channel. */
export const isOfChannel = (channel: ChannelId, id: string): boolean =>
  channelPeople[channel].user.test(id) || channelPeople[channel].group.test(id);

/** Whether it is an id of a person or group in any channel. */
export const isOfAnyChannel = (id: string): boolean =>
  Object.values(channelPeople).some(({ user, group }) => user.test(id) || group.test(id));
