import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { slackPath } from '../../../local/slack/slack.ts';
import { slackWeb } from '../../../local/slack/slack-web.ts';
import { defaultWorkspace } from '../../../local/slack/workspace.ts';
import { type HttpFront, startHttpFront } from '../../../local/transport/http-front.ts';
import { utf8 } from '../../../local/transport/wire.ts';
import { approveBlocks, aSlack } from './support.ts';

let world: ReturnType<typeof aSlack>;
let front: HttpFront;
beforeEach(async () => {
  world = aSlack({
    interactivityUrl: () => 'http://127.0.0.1/',
    send: async () => ({ status: 401, body: 'wrong signature' }),
  });
  const aws = { dispatch: async () => ({ status: 200, headers: {}, body: utf8('AWS') }) };
  front = await startHttpFront(aws, 0, { [slackPath]: slackWeb(world.slack) });
});
afterEach(() => front.close());

const get = async (path: string) => (await fetch(`${front.url}${path}`)).text();
const send = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(`${front.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe('The local Slack over HTTP', () => {
  it('is Slack’s API and webhooks below /_slack', async () => {
    const bearer = { authorization: `Bearer ${defaultWorkspace.secrets.botToken}` };
    const posted = await send('/_slack/api/chat.postMessage', { channel: 'general', text: 'hello' }, bearer);
    expect(posted.body).toMatchObject({ ok: true });
    const hook = await fetch(`${front.url}/_slack${defaultWorkspace.secrets.webhookPath}`, {
      method: 'POST',
      body: '{"text":"hook"}',
    });
    expect(await hook.text()).toBe('ok');
    expect(world.slack.messages().map(({ text }) => text)).toEqual(['hello', 'hook']);
    expect(await get('/_slacker')).toBe('AWS');
  });

  it('shows the channel, with threads, and what is private to its reader alone', async () => {
    const { ts } = await world.post('a', { blocks: approveBlocks });
    await world.post('the reply', { thread_ts: ts });
    world.slack.server.conversation.add({ text: 'only eve', blocks: [], via: 'bot', onlyTo: 'U0EVE' });
    const page = await get('/_slack/');
    expect(page).toContain('<h2># general</h2>');
    expect(page).toContain('1 reply');
    expect(page).toContain(`data-ts="${ts}" data-action="greenlight:approve"`);
    expect(page).not.toContain('only eve');
    expect(await get('/_slack/channel?user=U0EVE')).toContain('only eve');
  });

  it('takes nothing from anywhere else, and runs no script but its own', async () => {
    const response = await fetch(`${front.url}/_slack/`);
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self';/,
    );
    const page = await response.text();
    const addresses = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
    expect(addresses).toEqual(['data:,', '/_slack/page.css', '/_slack/page.js']);
    expect(await get('/_slack/page.css')).toContain('.message');
    expect(await get('/_slack/page.js')).toContain('EventSource');
  });

  it('tells the page of every change', async () => {
    const response = await fetch(`${front.url}/_slack/changes`);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body?.getReader();
    const next = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect(await next()).toBe('data: changed\n\n');
    await world.post('a');
    expect(await next()).toBe('data: changed\n\n');
    await reader?.cancel();
  });

  it('presses buttons, and says what the app answered', async () => {
    const { ts } = await world.post('a', { blocks: approveBlocks });
    expect(await send('/_slack/press', { ts, action: 'greenlight:approve', user: 'U0ANA' })).toEqual({
      status: 200,
      body: {
        outcome: { kind: 'answered', status: 401, body: 'wrong signature' },
        warning: 'This app responded with status code 401: wrong signature',
      },
    });
    expect((await send('/_slack/press', { ts })).status).toBe(400);
  });

  it('is not for pages of other origins: none may press', async () => {
    const response = await fetch(`${front.url}/_slack/press`, {
      method: 'POST',
      headers: { origin: 'http://evil.example' },
    });
    expect(response.status).toBe(403);
  });

  it('nor for other names, behind which anybody’s page could be', async () => {
    for (const path of ['/_slack/', '/_slack/channel', '/_slack/changes', '/_slack/press']) {
      const { port } = front;
      const headers = { host: `rebound.example:${port}` };
      const asked = request({ host: '127.0.0.1', port, path, headers, agent: false });
      const [response] = (await once(asked.end(), 'response')) as [IncomingMessage];
      expect(response.statusCode).toBe(403);
      response.resume();
    }
  });

  it('brings troubles', async () => {
    expect(
      await send('/_slack/control', { trouble: 'down', posts: { perSecond: 1, burst: 1 } }),
    ).toMatchObject({
      body: { trouble: 'down' },
    });
    expect((await fetch(`${front.url}/_slack/api/auth.test`, { method: 'POST' })).status).toBe(503);
    // The page stays up.
    expect(await get('/_slack/')).toContain('Nothing has been posted yet');
    expect((await send('/_slack/control', { trouble: 'rain' })).status).toBe(400);
    await send('/_slack/control', { trouble: 'none', recognisesRepeats: false, interactivityUrl: null });
    expect(world.slack.server.recognisesRepeats).toBe(false);
    await world.post('a');
    expect((await world.call('chat.postMessage', { channel: 'general', text: 'b' })).status).toBe(429);
  });
});
