import * as z from 'zod';
import { checkBlocks } from './check-blocks.ts';
import type { Conversation, Message } from './conversation.ts';
import { SlackError } from './slack-error.ts';
import { isChannelOf, userIn, type Workspace } from './workspace.ts';

/** The arguments of a call: a JSON body as it is, a form's fields as texts. */
export type Arguments = Readonly<Record<string, unknown>>;

interface WebApiMeans {
  readonly conversation: Conversation;
  readonly workspace: Workspace;
  /** Whether a repeated `client_msg_id` is recognised. Slack's reference names its errors, but not the argument. */
  readonly recognisesRepeats: () => boolean;
}

type Method = (args: Arguments, means: WebApiMeans) => Readonly<Record<string, unknown>>;

/** Longer texts are cut by Slack. */
const maxText = 40_000;

/** What is covered. Any other method is answered `unknown_method`. */
export const methods: Readonly<Record<string, Method>> = {
  'auth.test': (_, { workspace: { team, bot } }) => ({
    url: `https://${team.domain}.slack.com/`,
    team: team.name,
    user: bot.userName,
    team_id: team.id,
    user_id: bot.userId,
    bot_id: bot.id,
  }),

  'chat.postMessage'(args, { conversation, workspace, recognisesRepeats }) {
    requireChannel(args, workspace);
    const { text, blocks } = contentOf(args);
    const threadTs = optionalText(args, 'thread_ts');
    const clientId = optionalText(args, 'client_msg_id');
    if (clientId !== undefined && recognisesRepeats()) {
      const earlier = conversation.messages.find((message) => message.clientId === clientId);
      if (earlier !== undefined) return posted(earlier, workspace);
    }
    const parent = threadTs === undefined ? undefined : conversation.find(threadTs);
    // Slack takes a reply to a message that isn't there as a message of its own.
    const thread = parent && { threadTs: parent.threadTs ?? parent.ts };
    const own = clientId === undefined ? {} : { clientId };
    return posted(conversation.add({ text, blocks, via: 'bot', ...thread, ...own }), workspace);
  },

  'chat.update'(args, { conversation, workspace }) {
    requireChannel(args, workspace);
    const ts = optionalText(args, 'ts');
    if (ts === undefined) throw new SlackError('invalid_arguments');
    const before = conversation.find(ts);
    if (before === undefined) throw new SlackError('message_not_found');
    if (before.via !== 'bot') throw new SlackError('cant_update_message');
    // Blocks that are not given are kept.
    const content = contentOf(args.blocks === undefined ? { ...args, blocks: before.blocks } : args);
    const { text } = conversation.update(ts, content);
    return { channel: workspace.channel.id, ts, text };
  },

  'users.info'(args, { workspace }) {
    const user = userIn(workspace, optionalText(args, 'user') ?? '');
    if (user === undefined) throw new SlackError('user_not_found');
    const { id, name, realName } = user;
    return {
      user: { id, team_id: workspace.team.id, name, real_name: realName, deleted: false, is_bot: false },
    };
  },

  'usergroups.users.list'(args, { workspace: { group } }) {
    if (optionalText(args, 'usergroup') !== group.id) throw new SlackError('no_such_subteam');
    return { users: group.users };
  },
};

/** What chat.postMessage answers about a message. */
const posted = (message: Message, workspace: Workspace): Readonly<Record<string, unknown>> => ({
  channel: workspace.channel.id,
  ts: message.ts,
  message: messageView(message, workspace),
});

/** A message in the shape of Slack's message object. */
export const messageView = ({ ts, threadTs, clientId, text, blocks }: Message, { team, bot }: Workspace) => ({
  type: 'message',
  ts,
  text,
  user: bot.userId,
  bot_id: bot.id,
  app_id: bot.appId,
  team: team.id,
  ...(threadTs !== undefined && { thread_ts: threadTs }),
  ...(clientId !== undefined && { client_msg_id: clientId }),
  ...(blocks.length > 0 && { blocks }),
});

/**
 * Text and blocks of a message, as Slack would take them.
 * @throws SlackError
 */
export function contentOf(args: Arguments): Pick<Message, 'text' | 'blocks'> {
  const notCovered = ['attachments', 'markdown_text', 'metadata'].filter((name) => args[name] !== undefined);
  if (notCovered.length > 0) {
    const words = `The local Slack does not cover ${notCovered.join(', ')}`;
    throw new SlackError('invalid_arguments', { response_metadata: { messages: [`[ERROR] ${words}`] } });
  }
  const text = (optionalText(args, 'text') ?? '').slice(0, maxText);
  const blocks = args.blocks === undefined ? [] : checkBlocks(args.blocks);
  if (text === '' && blocks.length === 0) throw new SlackError('no_text');
  return { text, blocks };
}

function requireChannel(args: Arguments, workspace: Workspace): void {
  const name = optionalText(args, 'channel');
  if (name === undefined) throw new SlackError('invalid_arguments');
  if (!isChannelOf(workspace, name)) throw new SlackError('channel_not_found');
}

function optionalText(args: Arguments, name: string): string | undefined {
  const parsed = z.string().optional().safeParse(args[name]);
  if (!parsed.success) throw new SlackError('invalid_arguments');
  return parsed.data;
}
