import type { LocalContext } from '../context.ts';
import type { Block, Button } from './block-schema.ts';
import type { Message } from './conversation.ts';
import { pressPayload, type SendInteraction, sendOverHttp, signedRequest } from './interactivity.ts';
import type { Allowance } from './rate-limit.ts';
import { SlackServer } from './server.ts';
import type { Trouble } from './trouble.ts';
import { defaultWorkspace, userIn, type Workspace } from './workspace.ts';

export interface SlackOptions {
  readonly workspace?: Workspace;
  /** Where presses of buttons are sent, as the app's settings name it; undefined while none is set. */
  readonly interactivityUrl?: () => string | undefined;
  /** How. By default over a socket, and only on this machine; stories give a way without sockets. */
  readonly send?: SendInteraction;
  /** Where this Slack is reached by apps in other processes: `http://127.0.0.1:4566/_slack`. */
  readonly baseUrl?: () => string;
}

/** How the app answered a press. */
export type PressOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  /** No such message or button, nobody of that id, or no URL to send it to. */
  | { readonly kind: 'not-sent'; readonly why: string }
  /** Slack shows a warning beside the button. */
  | { readonly kind: 'no-answer'; readonly why: string };

/** A stand-in of Slack: one workspace, one channel, one app. */
export interface LocalSlack {
  /** What apps call; the same as over HTTP, in this process. Takes Slack's own addresses, too. */
  readonly fetch: typeof globalThis.fetch;
  readonly server: SlackServer;
  readonly workspace: Workspace;
  /** All messages, in order; replies and those shown to one user alone among them. */
  messages(): readonly Message[];
  /** Replies to a message, in order. */
  replies(ts: string): readonly Message[];
  /** The buttons of a message, as they stand. */
  buttons(ts: string): readonly Button[];
  /** Presses a button (and answers its dialog with yes). `user` is an id. */
  press(ts: string, actionId: string, user: string): Promise<PressOutcome>;
  /** From now on presses are sent there; undefined is to nowhere. */
  setInteractivityUrl(url: string | undefined): void;
  setTrouble(trouble: Trouble): void;
  allowPosts(allowance: Allowance): void;
  /** Calls `listener` after every change of the channel. Returns how to stop. */
  onChange(listener: () => void): () => void;
}

/** Below this path of the local AWS. No bucket can be called that. */
export const slackPath = '/_slack';

export function createSlack(
  context: Pick<LocalContext, 'clock' | 'random'>,
  options: SlackOptions = {},
): LocalSlack {
  const { clock, random } = context;
  const workspace = options.workspace ?? defaultWorkspace;
  const baseUrl = options.baseUrl ?? (() => `http://127.0.0.1:4566${slackPath}`);
  const send = options.send ?? ((request) => clock.io(() => sendOverHttp(request)));
  const listeners = new Set<() => void>();
  const server = new SlackServer(
    () => clock.now(),
    random,
    workspace,
    () => {
      for (const listener of listeners) listener();
    },
  );
  let interactivityUrl = options.interactivityUrl ?? (() => undefined);

  return {
    server,
    workspace,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const answer = server.handle({
        method: request.method,
        path: pathOf(new URL(request.url)),
        headers: Object.fromEntries(request.headers),
        body: new Uint8Array(await request.arrayBuffer()),
      });
      return new Response(answer.body, { status: answer.status, headers: answer.headers });
    },
    messages: () => server.conversation.messages,
    replies: (ts) => server.conversation.messages.filter(({ threadTs }) => threadTs === ts),
    buttons: (ts) => buttonsOf(server.conversation.find(ts)?.blocks ?? []).map(({ button }) => button),
    async press(ts, actionId, userId) {
      const url = interactivityUrl();
      const user = userIn(workspace, userId);
      const message = server.conversation.find(ts);
      const found = buttonsOf(message?.blocks ?? []).find(({ button }) => button.action_id === actionId);
      if (message === undefined || found === undefined)
        return notSent(`no button ${actionId} in message ${ts}`);
      if (user === undefined) return notSent(`no user ${userId}`);
      if (url === undefined) return notSent('the app has no interactivity URL');
      const at = clock.now();
      const responseUrl = `${baseUrl()}${server.responseUrls.open(userId, message)}`;
      const payload = pressPayload({ message, ...found, user }, { at, responseUrl, random, workspace });
      try {
        const answer = await send(signedRequest(url, payload, workspace.secrets.signingSecret, at));
        return { kind: 'answered', ...answer };
      } catch (error) {
        return { kind: 'no-answer', why: error instanceof Error ? error.message : String(error) };
      }
    },
    setInteractivityUrl(url) {
      interactivityUrl = () => url;
    },
    setTrouble(trouble) {
      server.trouble = trouble;
    },
    allowPosts: (allowance) => server.allowPosts(allowance),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const notSent = (why: string): PressOutcome => ({ kind: 'not-sent', why });

/** Every button of a message, with its block's id: Slack makes one up where the app gives none. */
const buttonsOf = (blocks: readonly Block[]): { button: Button; blockId: string }[] =>
  blocks.flatMap((block, index) => {
    const blockId = block.block_id ?? `b${index}`;
    if (block.type === 'actions') return block.elements.map((button) => ({ button, blockId }));
    return block.type === 'section' && block.accessory ? [{ button: block.accessory, blockId }] : [];
  });

/** The path below Slack's own hosts, or below `slackPath` of the local AWS. */
function pathOf(url: URL): string {
  if (['slack.com', 'hooks.slack.com'].includes(url.hostname)) return url.pathname;
  return url.pathname.startsWith(`${slackPath}/`) ? url.pathname.slice(slackPath.length) : url.pathname;
}
