import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { localAccount, localRegion } from '../../../local/context.ts';
import { seededRandom } from '../../../local/random.ts';
import { defaultWorkspace } from '../../../local/slack/workspace.ts';
import { mountedSlack } from '../../../local/stack/mounted-slack.ts';
import { text, utf8, type WireRequest } from '../../../local/transport/wire.ts';
import { approveBlocks } from '../slack/support.ts';

const decideUrl = 'http://127.0.0.1:4566/_url/decide-gate/';

/** The Slack of a stack whose function URL is `decide`, with one message that has a button; and what is sent there. */
async function world(decide: string | undefined, answer = { status: 200, body: '' }) {
  const sent: WireRequest[] = [];
  const context = {
    clock: new VirtualClock(Date.UTC(2026, 0, 5)),
    random: seededRandom(7),
    account: localAccount,
    region: localRegion,
  };
  const slack = mountedSlack(context, {
    interactivityUrl: () => decide && `${decide}slack`,
    baseUrl: () => 'http://127.0.0.1:50123',
    functionUrls: {
      async dispatch(request) {
        sent.push(request);
        return { ...answer, headers: {}, body: utf8(answer.body) };
      },
    },
  });
  await slack.fetch('https://slack.com/api/chat.postMessage', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${defaultWorkspace.secrets.botToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ channel: 'general', text: 'a', blocks: approveBlocks }),
  });
  const ts = slack.messages()[0]?.ts ?? '';
  return { slack, sent, press: () => slack.press(ts, 'greenlight:approve', 'U0ANA') };
}

it('A press goes to the function URL of the stack, in this process', async () => {
  const { sent, press } = await world(decideUrl, { status: 401, body: 'no' });
  expect(await press()).toEqual({ kind: 'answered', status: 401, body: 'no' });
  expect(sent).toMatchObject([{ method: 'POST', path: '/_url/decide-gate/slack' }]);
  expect(sent[0]?.headers['x-slack-signature']).toMatch(/^v0=/);
  const payload = JSON.parse(
    new URLSearchParams(text(sent[0]?.body ?? new Uint8Array())).get('payload') ?? '',
  );
  // Handlers answer by Slack's own address, which their way out takes to this Slack.
  expect(payload.response_url).toMatch(/^https:\/\/hooks\.slack\.com\/actions\//);
});

it('by the address that the stack is served at, too', async () => {
  const { slack, sent, press } = await world(undefined);
  slack.setInteractivityUrl('http://127.0.0.1:50123/_url/mine/slack');
  await press();
  expect(sent).toMatchObject([{ path: '/_url/mine/slack' }]);
});

it('A stack without one is not reached', async () => {
  const { press } = await world(undefined);
  expect(await press()).toEqual({ kind: 'not-sent', why: 'the app has no interactivity URL' });
});

it('An app of somebody’s own is asked over HTTP, on this machine', async () => {
  const paths: unknown[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url);
    response.end('mine');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { slack, sent, press } = await world(decideUrl);
  slack.setInteractivityUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}/own`);
  expect(await press()).toEqual({ kind: 'answered', status: 200, body: 'mine' });
  expect(paths).toEqual(['/own']);
  expect(sent).toEqual([]);
  await new Promise((resolve) => server.close(resolve));
});

it('Apps in other processes reach it below /_slack of the local AWS', async () => {
  const { slack } = await world(decideUrl);
  const answer = await slack.fetch('http://127.0.0.1:50123/_slack/api/auth.test', {
    method: 'POST',
    headers: { authorization: `Bearer ${defaultWorkspace.secrets.botToken}` },
  });
  expect(await answer.json()).toMatchObject({ ok: true, user: defaultWorkspace.bot.userName });
});
