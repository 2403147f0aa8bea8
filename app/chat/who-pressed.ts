import type { PressChannel } from '../../core/chat/channel.ts';
import type { Click } from '../../core/chat/click.ts';
import { groupsToAsk } from '../../core/gates/deciders.ts';
import type { Who } from '../../core/gates/who.ts';
import { channelTitles } from '../../core/values/channel-id.ts';

type WhoPressed =
  | { readonly kind: 'known'; readonly who: Who }
  /** The channel cannot tell at the moment. */
  | { readonly kind: 'later'; readonly why: string }
  /** The channel will not tell until somebody has changed something. */
  | { readonly kind: 'unknowable'; readonly why: string };

/**
 * Who pressed: the id, which the channel has verified, and the user's groups. The channel is asked only if
 * `by` names groups and not the person, and only until one group contains the person.
 */
export async function whoPressed(
  channel: PressChannel,
  { user }: Click,
  by: readonly string[] | undefined,
): Promise<WhoPressed> {
  const who = { via: channel.id, user: user.id, name: user.name.slice(0, 80) };
  for (const group of groupsToAsk(channel.id, by, user.id)) {
    const answer = await channel.groupMembers(group);
    switch (answer.kind) {
      case 'members':
        if (answer.users.includes(user.id)) return { kind: 'known', who: { ...who, groups: [group] } };
        break;
      case 'later':
        return answer;
      case 'refused':
        return {
          kind: 'unknowable',
          why: `who is in the ${channelTitles[channel.id]} group ${group}: ${answer.error}`,
        };
      default:
        return answer satisfies never;
    }
  }
  return { kind: 'known', who };
}
