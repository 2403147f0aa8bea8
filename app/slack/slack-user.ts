import { groupsToAsk } from '../../core/gates/deciders.ts';
import type { Who } from '../../core/gates/who.ts';
import type { Failure, SlackApi, SlackClient } from '../../core/slack/api.ts';
import type { Click } from '../../core/slack/interaction.ts';
import { settingsIn } from '../../core/slack/settings.ts';

type Presser =
  | { readonly kind: 'known'; readonly who: Who & { readonly via: 'slack' } }
  /** Slack can't say now. */
  | { readonly kind: 'later'; readonly why: string }
  /** Slack won't say until somebody has changed something. */
  | { readonly kind: 'unknowable'; readonly why: string };

export interface SlackUserPorts {
  /** What the Slack secret holds; `fresh` reads it anew. */
  readonly slackSecret: (fresh: boolean) => Promise<string>;
  readonly slack: SlackClient;
}

/**
 * Who pressed: by their id, which Slack has signed, and by the user groups that they are in. Slack is asked only where
 * `by` names groups and not the person; and of a group just as long as it takes to find them in one.
 */
export async function slackUser(
  ports: SlackUserPorts,
  { user }: Click,
  by: readonly string[] | undefined,
): Promise<Presser> {
  const who = { via: 'slack', user: user.id, name: user.name.slice(0, 80) } as const;
  for (const group of groupsToAsk(by, user.id)) {
    const answer = await membersOf(ports, group);
    switch (answer.kind) {
      case 'members':
        if (answer.users.includes(user.id)) return { kind: 'known', who: { ...who, groups: [group] } };
        break;
      case 'later':
        return answer;
      case 'refused':
        return { kind: 'unknowable', why: `who is in the Slack group ${group}: ${answer.error}` };
      default:
        return answer satisfies never;
    }
  }
  return { kind: 'known', who };
}

type Members = Awaited<ReturnType<SlackApi['groupMembers']>>;

/** Where the token is refused, it may have been changed just now: the secret is read anew, once. */
async function membersOf({ slackSecret, slack }: SlackUserPorts, group: string): Promise<Members> {
  const ask = async (fresh: boolean): Promise<Members> => {
    const settings = settingsIn(await slackSecret(fresh));
    if (settings.kind !== 'bot') return noToken;
    return slack.api(async () => settings.botToken).groupMembers(group);
  };
  const answer = await ask(false);
  return answer.kind === 'refused' && answer.fault === 'credentials' ? ask(true) : answer;
}

const noToken: Failure = {
  kind: 'refused',
  fault: 'credentials',
  error: 'no_token',
  why: 'the Slack secret has no bot token',
};
