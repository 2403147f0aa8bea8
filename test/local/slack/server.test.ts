import { describe, expect, it } from 'vitest';
import { defaultWorkspace } from '../../../local/slack/workspace.ts';
import { approveBlocks, aSlack, startsAt } from './support.ts';

describe('The Web API', () => {
  it('posts, replies in the thread, and updates', async () => {
    const { slack, call, post, clock } = aSlack();
    const first = await call('chat.postMessage', { channel: 'C0GENERAL', text: 'a', blocks: approveBlocks });
    const ts = `${startsAt / 1000}.000100`;
    expect(first).toMatchObject({
      status: 200,
      body: { ok: true, channel: 'C0GENERAL', ts, message: { ts, text: 'a' } },
    });
    const reply = await post('b', { thread_ts: ts });
    expect(reply.ts).toBe(`${startsAt / 1000}.000200`);
    // A reply to a reply is one in the same thread.
    await post('c', { thread_ts: reply.ts });
    expect(slack.replies(ts).map(({ text }) => text)).toEqual(['b', 'c']);
    await clock.advance(60_000);
    expect((await call('chat.update', { channel: '#general', ts, text: 'now' })).body).toMatchObject({
      ok: true,
      ts,
    });
    expect(slack.messages()[0]).toMatchObject({ text: 'now', editedAt: startsAt + 60_000 });
    // Blocks that are not given stay.
    expect(slack.buttons(ts)).toHaveLength(1);
  });

  it('gives every message a ts of its own, in order', async () => {
    const { post, slack, clock } = aSlack();
    for (let i = 0; i < 10; i++) await post(`${i}`);
    await clock.advance(1000);
    await post('later');
    const all = slack.messages().map(({ ts }) => ts);
    expect(new Set(all).size).toBe(11);
    expect([...all].sort()).toEqual(all);
  });

  it.each([
    ['chat.postMessage', { channel: 'C1', text: 'a' }, 'channel_not_found'],
    ['chat.postMessage', { text: 'a' }, 'invalid_arguments'],
    ['chat.postMessage', { channel: 'C0GENERAL' }, 'no_text'],
    ['chat.postMessage', { channel: 'C0GENERAL', text: 'a', blocks: [{}] }, 'invalid_blocks'],
    ['chat.postMessage', { channel: 'C0GENERAL', text: 'a', attachments: [] }, 'invalid_arguments'],
    ['chat.update', { channel: 'C0GENERAL', ts: '1.0', text: 'a' }, 'message_not_found'],
    ['chat.delete', { channel: 'C0GENERAL', ts: '1.0' }, 'unknown_method'],
    ['toString', {}, 'unknown_method'],
    ['users.info', { user: 'U1' }, 'user_not_found'],
    ['usergroups.users.list', { usergroup: 'S1' }, 'no_such_subteam'],
  ])('%s of %j is refused: %s', async (method, args, error) => {
    const { call, slack } = aSlack();
    expect(await call(method, args)).toMatchObject({ status: 200, body: { ok: false, error } });
    expect(slack.messages()).toEqual([]);
  });

  it('knows the app by its token, its people and their group', async () => {
    const { call, slack } = aSlack();
    expect((await call('auth.test', {})).body).toMatchObject({ ok: true, team_id: 'T0LOCAL' });
    expect((await call('users.info', { user: 'U0ANA' })).body).toMatchObject({ user: { name: 'ana' } });
    expect((await call('usergroups.users.list', { usergroup: 'S0TEAM' })).body.users).toEqual([
      'U0ANA',
      'U0BEN',
    ]);
    expect((await call('auth.test', {}, { authorization: 'Bearer xoxb-other' })).body.error).toBe(
      'invalid_auth',
    );
    expect((await call('auth.test', {}, { authorization: '' })).body.error).toBe('not_authed');
    const form = new URLSearchParams({
      token: defaultWorkspace.secrets.botToken,
      channel: 'general',
      text: 'form',
    });
    const answer = await slack.fetch('https://slack.com/api/chat.postMessage', {
      method: 'POST',
      body: form,
    });
    expect(await answer.json()).toMatchObject({ ok: true, message: { text: 'form' } });
  });

  it('knows a repeated post by its client_msg_id, unless it is told not to', async () => {
    const { slack, post } = aSlack();
    const id = { client_msg_id: '7f3c2a9e-0d7a-8b1c-9e1f-0123456789ab' };
    expect((await post('a', id)).ts).toBe((await post('a', id)).ts);
    expect(slack.messages()).toHaveLength(1);
    slack.server.recognisesRepeats = false;
    await post('a', id);
    expect(slack.messages()).toHaveLength(2);
  });
});

describe('Limits and troubles', () => {
  it('asks to wait where more is posted than one a second and a burst', async () => {
    const { slack, call, clock } = aSlack();
    slack.allowPosts({ perSecond: 1, burst: 2 });
    const post = () => call('chat.postMessage', { channel: 'C0GENERAL', text: 'a' });
    expect([(await post()).status, (await post()).status]).toEqual([200, 200]);
    expect(await post()).toEqual({ status: 429, retryAfter: '1', body: { ok: false, error: 'ratelimited' } });
    await clock.advance(999);
    expect((await post()).status).toBe(429);
    await clock.advance(1);
    expect((await post()).status).toBe(200);
    // The whole burst comes back, and no more.
    await clock.advance(3_600_000);
    const statuses = [(await post()).status, (await post()).status, (await post()).status];
    expect(statuses).toEqual([200, 200, 429]);
  });

  it('counts updates on their own, fifty a minute', async () => {
    const { slack, call, post } = aSlack();
    slack.allowPosts({ perSecond: 1, burst: 1 });
    const { ts } = await post('a');
    const statuses: number[] = [];
    for (let i = 0; i < 51; i++) {
      statuses.push((await call('chat.update', { channel: 'C0GENERAL', ts, text: `${i}` })).status);
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
  });

  it('is down, or does it and the answer is lost', async () => {
    const { slack } = aSlack();
    const post = async () =>
      (
        await slack.fetch(`https://hooks.slack.com${defaultWorkspace.secrets.webhookPath}`, {
          method: 'POST',
          body: '{"text":"a"}',
        })
      ).status;
    slack.setTrouble('down');
    expect([await post(), slack.messages().length]).toEqual([503, 0]);
    slack.setTrouble('answer-lost');
    expect([await post(), slack.messages().length]).toEqual([504, 1]);
    slack.setTrouble('none');
    expect([await post(), slack.messages().length]).toEqual([200, 2]);
  });
});

describe('An incoming webhook', () => {
  it.each([
    [defaultWorkspace.secrets.webhookPath, '{"text":"a"}', 200, 'ok'],
    [defaultWorkspace.secrets.webhookPath, '{}', 400, 'no_text'],
    [defaultWorkspace.secrets.webhookPath, '{"blocks":[{}]}', 400, 'invalid_blocks'],
    [defaultWorkspace.secrets.webhookPath, '{', 400, 'invalid_payload'],
    ['/services/T0LOCAL/B0LOCAL/other', '{"text":"a"}', 404, 'no_service'],
  ])('%s given %s answers %i %s', async (path, body, status, words) => {
    const { slack } = aSlack();
    const answer = await slack.fetch(`https://hooks.slack.com${path}`, { method: 'POST', body });
    expect([answer.status, await answer.text()]).toEqual([status, words]);
    expect(slack.messages()).toHaveLength(status === 200 ? 1 : 0);
  });

  it('posts what can’t be updated', async () => {
    const { slack, call } = aSlack();
    await slack.fetch(`https://hooks.slack.com${defaultWorkspace.secrets.webhookPath}`, {
      method: 'POST',
      body: '{"text":"a"}',
    });
    const ts = slack.messages()[0]?.ts;
    expect((await call('chat.update', { channel: 'C0GENERAL', ts, text: 'b' })).body.error).toBe(
      'cant_update_message',
    );
  });
});
