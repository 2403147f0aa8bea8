import { describe, expect, it } from 'vitest';
import { readInteraction } from '../../../core/slack/interaction.ts';

const press = {
  type: 'button',
  action_id: 'greenlight:approve',
  block_id: 'b1',
  value: 'v1.k.x.y',
  action_ts: '1767614400.000001',
};
const payload = {
  type: 'block_actions',
  user: { id: 'U0ANA', username: 'ana', name: 'ana', team_id: 'T0LOCAL' },
  api_app_id: 'A1',
  container: { type: 'message', message_ts: '1767614400.000100', channel_id: 'C1', is_ephemeral: false },
  trigger_id: '1.2.3',
  response_url: 'https://hooks.slack.com/actions/T1/2/3',
  actions: [press],
};
const read = (content: unknown) =>
  readInteraction(
    new TextEncoder().encode(new URLSearchParams({ payload: JSON.stringify(content) }).toString()),
  );

describe('An interaction', () => {
  it('says who asks for what, and where to answer', () => {
    expect(read(payload)).toEqual({
      kind: 'click',
      click: {
        action: 'approve',
        reference: 'v1.k.x.y',
        user: { id: 'U0ANA', name: 'ana', team: 'T0LOCAL' },
        channel: 'C1',
        message: '1767614400.000100',
        responseUrl: 'https://hooks.slack.com/actions/T1/2/3',
        trigger: '1.2.3#1767614400.000001',
      },
    });
  });

  it('names the thread where the button is in a reply', () => {
    const container = { ...payload.container, thread_ts: '1767614400.000001' };
    expect(read({ ...payload, container })).toMatchObject({ click: { thread: '1767614400.000001' } });
  });

  it.each([
    ['another kind', { ...payload, type: 'view_submission' }],
    ['another app’s button', { ...payload, actions: [{ ...press, action_id: 'other:approve' }] }],
  ])('of %s is none of ours', (_, given) => {
    expect(read(given).kind).toBe('ignored');
  });

  it.each([
    ['no user', { ...payload, user: undefined }, 'payload.user'],
    ['a user id that is none', { ...payload, user: { id: '<@x>' } }, 'payload.user.id'],
    [
      'an unknown action of ours',
      { ...payload, actions: [{ ...press, action_id: 'greenlight:delete' }] },
      'payload.actions',
    ],
    ['no value', { ...payload, actions: [{ ...press, value: undefined }] }, 'payload.actions'],
    ['no action', { ...payload, actions: [] }, 'payload.actions'],
    ['a response_url that is none', { ...payload, response_url: 'javascript:x' }, 'payload.response_url'],
    ['no object', 7, 'payload'],
  ])('with %s is refused', (_, given, field) => {
    expect(read(given)).toMatchObject({ kind: 'unreadable', problems: [{ field }] });
  });

  it.each(['', 'payload=', 'payload={', 'payload={}&payload={}', 'x=1', '{"type":"block_actions"}'])(
    'whose body is %j is refused',
    (body) => {
      expect(readInteraction(new TextEncoder().encode(body)).kind).toBe('unreadable');
    },
  );
});
