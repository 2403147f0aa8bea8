import type { SlackUser, Workspace } from '../local/slack/workspace.ts';

/** The local Slack workspace in which Greenlight is an app. */

const team = { id: 'T0LOCAL', domain: 'greenlight-local', name: 'Greenlight local' } as const;
export const channel = { id: 'C0RELEASES', name: 'releases' } as const;
const bot = {
  id: 'B0GREENLIGHT',
  userId: 'U0GREENLIGHT',
  appId: 'A0GREENLIGHT',
  name: 'Greenlight',
  userName: 'greenlight',
} as const;

/** Eve is in the channel, but not in any group that may decide. */
const users: readonly SlackUser[] = [
  { id: 'U0ANA', name: 'ana', realName: 'Ana' },
  { id: 'U0BEN', name: 'ben', realName: 'Ben' },
  { id: 'U0EVE', name: 'eve', realName: 'Eve (not allowed)' },
];

/** A user group that a gate may name. */
export const group = { id: 'S0RELEASERS', handle: 'releasers', users: ['U0ANA', 'U0BEN'] } as const;

/** The handlers' secrets in this workspace. They give access to nothing else. */
export const localSecrets = {
  botToken: 'xoxb-local-greenlight',
  signingSecret: 'local-signing-secret',
  webhookPath: `/services/${team.id}/${bot.id}/local-webhook-secret`,
} as const;

export const slackWorkspace: Workspace = { team, channel, bot, users, group, secrets: localSecrets };

export const userById = (id: string): SlackUser | undefined => users.find((user) => user.id === id);
