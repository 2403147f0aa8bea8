/** The one workspace of the local Slack, and who is in it. */

export interface SlackUser {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
}

export const team = { id: 'T0LOCAL', domain: 'greenlight-local', name: 'Greenlight local' } as const;
export const channel = { id: 'C0RELEASES', name: 'releases' } as const;
export const bot = {
  id: 'B0GREENLIGHT',
  userId: 'U0GREENLIGHT',
  appId: 'A0GREENLIGHT',
  name: 'Greenlight',
} as const;

/** Eve is in the channel, and in no group that may decide anything. */
export const users: readonly SlackUser[] = [
  { id: 'U0ANA', name: 'ana', realName: 'Ana' },
  { id: 'U0BEN', name: 'ben', realName: 'Ben' },
  { id: 'U0EVE', name: 'eve', realName: 'Eve (not allowed)' },
];

/** A user group, as a gate may name it. */
export const group = { id: 'S0RELEASERS', handle: 'releasers', users: ['U0ANA', 'U0BEN'] } as const;

/** What the handlers are given as secrets here. They open nothing but this. */
export const localSecrets = {
  botToken: 'xoxb-local-greenlight',
  signingSecret: 'local-signing-secret',
  /** `/services/<team>/<bot>/<secret>`. */
  webhookPath: `/services/${team.id}/${bot.id}/local-webhook-secret`,
} as const;

export const userById = (id: string): SlackUser | undefined => users.find((user) => user.id === id);

/** A channel is named by its id, or by its name with or without `#`. */
export const isChannel = (name: string): boolean =>
  [channel.id, channel.name, `#${channel.name}`].includes(name);
