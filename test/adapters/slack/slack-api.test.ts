import { describe, expect, it } from 'vitest';
import type { Fetch } from '../../../adapters/slack/exchange.ts';
import { slackApi, uuidOf } from '../../../adapters/slack/slack-api.ts';
import { answerPress, postToWebhook } from '../../../adapters/slack/webhook.ts';
import { rolloutMessage } from '../../../core/slack/message.ts';
import { noticePost, privateAnswer } from '../../../core/slack/post.ts';
import { localSecrets, slackWorkspace } from '../../../on-local-aws/slack-workspace.ts';
import { aSlack, startsAt } from '../../local/slack/support.ts';
import { aRolloutView, refer } from '../../support/slack-views.ts';

const message = rolloutMessage(aRolloutView(), refer);
const reply = noticePost({
  endpoint: 'iris',
  thread: 't',
  phase: 'queued',
  severity: 'info',
  title: 'iris v2: waiting',
  lines: ['behind v1'],
  nextSteps: [],
});
const token = async () => localSecrets.botToken;
const webhook = async () => `https://hooks.slack.com${localSecrets.webhookPath}`;

/** The real client on the local Slack. */
function world() {
  const slack = aSlack({ workspace: slackWorkspace });
  const now = () => slack.clock.now();
  const means = { fetch: slack.slack.fetch as Fetch, now };
  return { ...slack, means, api: slackApi({ ...means, token }) };
}

/** A client whose every call is answered so, and the addresses it called. */
function answering(respond: (url: string, init: RequestInit) => Response | Promise<Response>) {
  const calls: { url: string; init: RequestInit }[] = [];
  const fetch: Fetch = async (url, init) => {
    calls.push({ url, init });
    return respond(url, init);
  };
  const means = { fetch, now: () => startsAt };
  return { calls, means, api: slackApi({ ...means, token: async () => 'xoxb-secret' }) };
}
const json =
  (body: object, init: ResponseInit = {}) =>
  () =>
    new Response(JSON.stringify(body), init);

describe('The Web API’s client', () => {
  it('posts the message about a rollout, replies in its thread, and updates it', async () => {
    const { api, slack } = world();
    const posted = await api.post('C0RELEASES', message, 'iris-1');
    if (posted.kind !== 'posted') throw new Error(posted.why);
    expect(posted).toEqual({ kind: 'posted', place: 'C0RELEASES', id: slack.messages()[0]?.ts });
    expect(await api.post(posted.place, reply, 'iris-1#queued', posted.id)).toMatchObject({
      kind: 'posted',
    });
    const later = rolloutMessage(aRolloutView({ phase: 'going-back' }), refer);
    expect(await api.update(posted.place, posted.id, later)).toMatchObject({
      kind: 'posted',
      id: posted.id,
    });
    expect(slack.messages()).toMatchObject([{ text: later.text }, { text: reply.text, threadTs: posted.id }]);
  });

  it('posts once where the answer was lost, and it is asked again with the same key', async () => {
    const { api, slack } = world();
    slack.setTrouble('answer-lost');
    expect(await api.post('C0RELEASES', message, 'iris-1')).toMatchObject({
      kind: 'later',
      perhapsDone: true,
    });
    slack.setTrouble('none');
    expect(await api.post('C0RELEASES', message, 'iris-1')).toMatchObject({ kind: 'posted' });
    expect(await api.post('C0RELEASES', message, 'iris-2')).toMatchObject({ kind: 'posted' });
    expect(slack.messages()).toHaveLength(2);
  });

  it('says when to come back', async () => {
    const { api, slack, clock } = world();
    slack.allowPosts({ perSecond: 0.1, burst: 1 });
    await api.post('C0RELEASES', message, '1');
    const failed = await api.post('C0RELEASES', message, '2');
    expect(failed).toEqual({
      kind: 'later',
      at: startsAt + 10_000,
      why: 'Slack asks to wait 10 s (429)',
      perhapsDone: false,
    });
    await clock.advance(10_000);
    expect(await api.post('C0RELEASES', message, '2')).toMatchObject({ kind: 'posted' });
    slack.setTrouble('down');
    expect(await api.post('C0RELEASES', message, '3')).toMatchObject({
      kind: 'later',
      at: startsAt + 40_000,
    });
  });

  it('knows who is in a group', async () => {
    const { api } = world();
    expect(await api.groupMembers('S0RELEASERS')).toEqual({ kind: 'members', users: ['U0ANA', 'U0BEN'] });
    expect(await api.groupMembers('S1')).toMatchObject({ kind: 'refused', fault: 'message' });
  });

  it('reads the token at each call, so that a new one is taken up', async () => {
    const { means } = world();
    const tokens = ['xoxb-old', localSecrets.botToken];
    const api = slackApi({ ...means, token: async () => tokens.shift() ?? '' });
    expect(await api.post('C0RELEASES', message, '1')).toMatchObject({
      kind: 'refused',
      fault: 'credentials',
    });
    expect(await api.post('C0RELEASES', message, '1')).toMatchObject({ kind: 'posted' });
  });

  it('tells Slack’s own words about a message that it refuses', async () => {
    const { api } = world();
    const bad = {
      text: 'x',
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '', verbatim: true } }],
    } as const;
    expect(await api.post('C0RELEASES', { ...bad, blocks: [...bad.blocks] }, '1')).toEqual({
      kind: 'refused',
      fault: 'message',
      error: 'invalid_blocks',
      why: 'Slack refused it: invalid_blocks: [ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]',
    });
    expect(await api.post('C1', message, '1')).toMatchObject({
      fault: 'place',
      error: 'channel_not_found',
    });
    expect(await api.update('C0RELEASES', '1.0', message)).toMatchObject({
      fault: 'gone',
      error: 'message_not_found',
    });
  });

  it.each<[string, () => Response, object]>([
    ['no Retry-After', json({}, { status: 429 }), { kind: 'later', at: startsAt + 30_000 }],
    [
      'one that is none',
      json({}, { status: 429, headers: { 'retry-after': 'soon' } }),
      { at: startsAt + 30_000 },
    ],
    [
      'one of a day',
      json({}, { status: 429, headers: { 'retry-after': '86400' } }),
      { at: startsAt + 3_600_000 },
    ],
    [
      'ratelimited as an error',
      json({ ok: false, error: 'ratelimited' }),
      { kind: 'later', perhapsDone: false },
    ],
    ['internal_error', json({ ok: false, error: 'internal_error' }), { kind: 'later', perhapsDone: true }],
    ['an error nobody knows', json({ ok: false, error: 'new_error' }), { kind: 'later' }],
    ['token_revoked', json({ ok: false, error: 'token_revoked' }), { kind: 'refused', fault: 'credentials' }],
    ['is_archived', json({ ok: false, error: 'is_archived' }), { kind: 'refused', fault: 'place' }],
    ['no JSON', () => new Response('<html>'), { kind: 'later' }],
    ['ok without a ts', json({ ok: true }), { kind: 'later' }],
    [
      'a redirect',
      () => new Response('', { status: 302, headers: { location: 'https://evil.example' } }),
      { kind: 'later' },
    ],
  ])('takes %s for what it is', async (_, respond, expected) => {
    expect(await answering(respond).api.post('C1', message, 'k')).toMatchObject(expected);
  });

  it('goes to Slack alone, follows nothing, and never tells the token', async () => {
    const { api, calls } = answering(() => {
      throw new TypeError('fetch failed for xoxb-secret at https://slack.com');
    });
    const failed = await api.post('C1', message, 'k');
    expect(failed).toMatchObject({
      kind: 'later',
      why: 'no answer from Slack (TypeError)',
      perhapsDone: true,
    });
    expect(JSON.stringify(failed)).not.toContain('secret');
    expect(calls[0]?.url).toBe('https://slack.com/api/chat.postMessage');
    expect(calls[0]?.init).toMatchObject({
      redirect: 'manual',
      headers: { authorization: 'Bearer xoxb-secret' },
    });
    expect(JSON.parse(String(calls[0]?.init.body))).toMatchObject({
      client_msg_id: uuidOf('k'),
      unfurl_links: false,
    });
  });

  it('gives up on an answer that takes too long', async () => {
    const { means } = answering(
      (_, { signal }) =>
        new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    );
    const api = slackApi({ ...means, timeoutMs: 5, token });
    expect(await api.post('C1', message, 'k')).toMatchObject({
      kind: 'later',
      why: 'no answer from Slack (TimeoutError)',
    });
  });

  it('runs without sockets under a virtual clock, and leaves nothing uncounted', async () => {
    const { api, clock } = world();
    expect(await clock.drive(api.post('C0RELEASES', message, '1'))).toMatchObject({ kind: 'posted' });
    expect(clock.leaks).toEqual([]);
  });
});

describe('The key of a post', () => {
  it('is the same UUID each time, and another for another key', () => {
    expect(uuidOf('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuidOf('a')).toBe(uuidOf('a'));
    expect(uuidOf('a')).not.toBe(uuidOf('b'));
  });
});

describe('The webhook’s client', () => {
  it('posts plainly', async () => {
    const { means, slack } = world();
    expect(await postToWebhook({ ...means, url: webhook }, reply)).toEqual({ kind: 'delivered' });
    expect(slack.messages()).toMatchObject([{ text: reply.text, via: 'webhook' }]);
  });

  it('reads plain answers, and never tells the address', async () => {
    const { means } = world();
    const other = async () => 'https://hooks.slack.com/services/T0LOCAL/B0/secret';
    expect(await postToWebhook({ ...means, url: other }, reply)).toEqual({
      kind: 'refused',
      fault: 'credentials',
      error: 'no_service',
      why: 'Slack refused it: no_service',
    });
    const gone = answering(() => new Response('channel_is_archived', { status: 410 }));
    expect(await postToWebhook({ ...gone.means, url: webhook }, reply)).toMatchObject({ fault: 'place' });
    const odd = answering(() => new Response('<html>', { status: 418 }));
    expect(await postToWebhook({ ...odd.means, url: webhook }, reply)).toMatchObject({ kind: 'later' });
  });

  it.each([
    'http://hooks.slack.com/services/T/B/x',
    'https://hooks.slack.com.evil.example/services/T/B/x',
    'https://hooks.slack.com@evil.example/services/T/B/x',
    'https://user:pass@hooks.slack.com/services/T/B/x',
    'https://hooks.slack.com:8443/services/T/B/x',
    'https://hooks.slack.com/other/../api/x',
    'https://evil.example/services/T/B/x',
    'file:///etc/passwd',
    'services/T/B/x',
    '',
  ])('sends nothing to %j', async (address) => {
    const { means, calls } = answering(() => new Response('ok'));
    expect(await postToWebhook({ ...means, url: async () => address }, reply)).toMatchObject({
      error: 'not_slack',
    });
    expect(
      await answerPress(means, address.replace('services', 'actions'), privateAnswer('x')),
    ).toMatchObject({
      error: 'not_slack',
    });
    expect(calls).toEqual([]);
  });

  it('answers a press at the address that came with it, or at a stand-in’s', async () => {
    const { means, calls } = answering(() => new Response('ok'));
    const baseUrl = 'http://127.0.0.1:4566/_slack';
    expect(await answerPress(means, 'https://hooks.slack.com/actions/T/1/x', privateAnswer('x'))).toEqual({
      kind: 'delivered',
    });
    expect(await answerPress({ ...means, baseUrl }, `${baseUrl}/actions/T/1/x`, privateAnswer('x'))).toEqual({
      kind: 'delivered',
    });
    expect(
      await answerPress({ ...means, baseUrl }, 'https://hooks.slack.com/actions/T/1/x', privateAnswer('x')),
    ).toMatchObject({ kind: 'refused' });
    expect(calls.map(({ url }) => url)).toEqual([
      'https://hooks.slack.com/actions/T/1/x',
      `${baseUrl}/actions/T/1/x`,
    ]);
  });
});
