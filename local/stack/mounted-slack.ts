import { defaultBaseUrl } from '../base-url.ts';
import type { LocalContext } from '../context.ts';
import { urlPath } from '../lambda/function-urls.ts';
import { type SendInteraction, sendOverHttp } from '../slack/interactivity.ts';
import { createSlack, type LocalSlack } from '../slack/slack.ts';
import type { Workspace } from '../slack/workspace.ts';
import type { Router } from '../transport/router.ts';
import { text } from '../transport/wire.ts';
import { urlRequest } from './fetch-url.ts';

export interface SlackSurroundings {
  readonly workspace?: Workspace;
  /** Where presses are sent: the URL of one of the stack's functions, or of a program on this machine. */
  readonly interactivityUrl: () => string | undefined;
  /** Where the local AWS is served. */
  readonly baseUrl: () => string;
  readonly functionUrls: Router;
}

/** The local Slack with the deployed stack as its app: presses go to the stack's function URL, in this process. */
export function mountedSlack(context: LocalContext, surroundings: SlackSurroundings): LocalSlack {
  const { workspace, interactivityUrl, baseUrl, functionUrls } = surroundings;
  const inProcess: SendInteraction = async ({ url, headers, body }) => {
    const answer = await functionUrls.dispatch(urlRequest(url, { method: 'POST', headers, body }));
    return { status: answer.status, body: text(answer.body) };
  };
  const isOurs = (url: string) =>
    [defaultBaseUrl, baseUrl()].some((base) => url.startsWith(`${base}${urlPath}/`));
  return createSlack(context, {
    ...(workspace && { workspace }),
    // Answers to presses go through the handlers' own way out, which takes Slack's addresses to this Slack.
    baseUrl: () => 'https://hooks.slack.com',
    interactivityUrl,
    send: (request) =>
      isOurs(request.url) ? inProcess(request) : context.clock.io(() => sendOverHttp(request)),
  });
}
