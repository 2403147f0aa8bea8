import { Hono } from 'hono';
import * as z from 'zod';
import { assets, channelHtml, pageHtml } from './page/page.ts';
import { type LocalSlack, type PressOutcome, slackPath } from './slack.ts';
import { troubles } from './trouble.ts';
import { userIn } from './workspace.ts';

const pressRequest = z.strictObject({ ts: z.string(), action: z.string(), user: z.string() });

/** What `POST /_slack/control` takes: all of it may be left out. */
const controlRequest = z.strictObject({
  trouble: z.enum(troubles).optional(),
  posts: z.strictObject({ perSecond: z.number().positive(), burst: z.number().int().positive() }).optional(),
  recognisesRepeats: z.boolean().optional(),
  interactivityUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .optional(),
});

/** No script, style or address of anybody else's; and no frame around it that could steal a click. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * The local Slack over HTTP, all below `/_slack`: `/api/…`, `/services/…` and `/actions/…` are Slack's own; `/` is
 * the channel for people; `/control` brings troubles (docs/slack.md).
 */
export function slackWeb(slack: LocalSlack): Hono {
  const app = new Hono({ strict: false }).basePath(slackPath);
  const { workspace } = slack;
  const viewerOf = (id: string | undefined): string =>
    userIn(workspace, id ?? '')?.id ?? workspace.users[0]?.id ?? '';

  app.get('/', (c) =>
    c.html(pageHtml(workspace, slack.messages(), viewerOf(c.req.query('user'))), 200, {
      'content-security-policy': policy,
      'cache-control': 'no-store',
    }),
  );
  app.get('/page.css', (c) => c.body(assets.css, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/page.js', (c) =>
    c.body(assets.script, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  app.get('/channel', (c) =>
    c.html(channelHtml(workspace, slack.messages(), viewerOf(c.req.query('user'))), 200, {
      'cache-control': 'no-store',
    }),
  );
  app.get('/changes', () => changes(slack));

  app.post('/press', async (c) => {
    const parsed = pressRequest.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return c.json({ message: z.prettifyError(parsed.error) }, 400);
    const { ts, action, user } = parsed.data;
    const outcome = await slack.press(ts, action, user);
    return c.json({ outcome, warning: warningOf(outcome) });
  });

  app.post('/control', async (c) => {
    const parsed = controlRequest.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return c.json({ message: z.prettifyError(parsed.error) }, 400);
    const { trouble, posts, recognisesRepeats, interactivityUrl } = parsed.data;
    if (trouble !== undefined) slack.setTrouble(trouble);
    if (posts !== undefined) slack.allowPosts(posts);
    if (recognisesRepeats !== undefined) slack.server.recognisesRepeats = recognisesRepeats;
    if (interactivityUrl !== undefined) slack.setInteractivityUrl(interactivityUrl ?? undefined);
    return c.json({ trouble: slack.server.trouble, recognisesRepeats: slack.server.recognisesRepeats });
  });

  app.all('*', (c) => slack.fetch(c.req.raw));
  return app;
}

/** Server-sent events: one now, and one after each change. */
function changes(slack: LocalSlack): Response {
  const encoder = new TextEncoder();
  let stop = () => {};
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const tell = () => controller.enqueue(encoder.encode('data: changed\n\n'));
      stop = slack.onChange(tell);
      tell();
    },
    cancel() {
      stop();
    },
  });
  return new Response(stream, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
  });
}

/** What Slack shows beside a button that the app didn't answer well. */
function warningOf(outcome: PressOutcome): string | undefined {
  switch (outcome.kind) {
    case 'answered':
      return outcome.status >= 200 && outcome.status < 300
        ? undefined
        : `This app responded with status code ${outcome.status}: ${outcome.body.slice(0, 200)}`;
    case 'not-sent':
    case 'no-answer':
      return `This app could not be reached: ${outcome.why}.`;
    default:
      return outcome satisfies never;
  }
}
