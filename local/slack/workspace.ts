export interface SlackUser {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
}

/** The one workspace of the local Slack, its one channel and app, and who is in it. */
export interface Workspace {
  readonly team: { readonly id: string; readonly domain: string; readonly name: string };
  readonly channel: { readonly id: string; readonly name: string };
  /** The app's bot: what it posts is shown under `name`; `userName` is its name as a user of Slack's. */
  readonly bot: {
    readonly id: string;
    readonly userId: string;
    readonly appId: string;
    readonly name: string;
    readonly userName: string;
  };
  /** At least one: the page shows the channel as the first of them. */
  readonly users: readonly SlackUser[];
  /** A user group, with its members' ids. */
  readonly group: { readonly id: string; readonly handle: string; readonly users: readonly string[] };
  /** What the app is given as secrets. They open nothing but the local Slack. */
  readonly secrets: {
    readonly botToken: string;
    readonly signingSecret: string;
    /** `/services/<team>/<bot>/<secret>`. */
    readonly webhookPath: string;
  };
}

/** The workspace of whoever names no other. */
export const defaultWorkspace: Workspace = {
  team: { id: 'T0LOCAL', domain: 'local', name: 'Local' },
  channel: { id: 'C0GENERAL', name: 'general' },
  bot: { id: 'B0LOCAL', userId: 'U0LOCAL', appId: 'A0LOCAL', name: 'App', userName: 'app' },
  users: [
    { id: 'U0ANA', name: 'ana', realName: 'Ana' },
    { id: 'U0BEN', name: 'ben', realName: 'Ben' },
    { id: 'U0EVE', name: 'eve', realName: 'Eve' },
  ],
  group: { id: 'S0TEAM', handle: 'team', users: ['U0ANA', 'U0BEN'] },
  secrets: {
    botToken: 'xoxb-local-app',
    signingSecret: 'local-signing-secret',
    webhookPath: '/services/T0LOCAL/B0LOCAL/local-webhook-secret',
  },
};

export const userIn = ({ users }: Workspace, id: string): SlackUser | undefined =>
  users.find((user) => user.id === id);

/** A channel is named by its id, or by its name with or without `#`. */
export const isChannelOf = ({ channel }: Workspace, name: string): boolean =>
  [channel.id, channel.name, `#${channel.name}`].includes(name);
