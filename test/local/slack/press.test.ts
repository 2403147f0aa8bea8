import { afterEach, describe, expect, it } from 'vitest';
import { readInteraction } from '../../../core/slack/interaction.ts';
import { refuseSignature } from '../../../core/slack/signature.ts';
import type { InteractionRequest } from '../../../local/slack/interactivity.ts';
import { defaultWorkspace } from '../../../local/slack/workspace.ts';
import { type HttpFront, startHttpFront } from '../../../local/transport/http-front.ts';
import { text } from '../../../local/transport/wire.ts';
import { approveBlocks, aSlack, startsAt } from './support.ts';

const approve = 'greenlight:approve';

/** A Slack whose app answers presses in this process, and what it was sent. */
async function withApp(
  answer: () => Promise<{ status: number; body: string }> = async () => ({ status: 200, body: '' }),
) {
  const sent: InteractionRequest[] = [];
  const world = aSlack({
    interactivityUrl: () => 'http://127.0.0.1:4566/_url/decide-gate/',
    send: async (request) => {
      sent.push(request);
      return answer();
    },
  });
  const { ts } = await world.post('May it?', { blocks: approveBlocks });
  return { ...world, sent, ts };
}

describe('A press of a button', () => {
  it('reaches the app as the controller reads it, signed as it checks it', async () => {
    const { slack, sent, ts } = await withApp();
    expect(await slack.press(ts, approve, 'U0ANA')).toEqual({ kind: 'answered', status: 200, body: '' });
    const [request] = sent;
    if (request === undefined) throw new Error('nothing was sent');
    const body = new TextEncoder().encode(request.body);
    const signed = {
      timestamp: request.headers['x-slack-request-timestamp'],
      signature: request.headers['x-slack-signature'],
      body,
    };
    expect(refuseSignature([defaultWorkspace.secrets.signingSecret], signed, startsAt)).toBe(undefined);
    expect(readInteraction(body)).toMatchObject({
      kind: 'click',
      click: {
        action: 'approve',
        reference: 'reference',
        user: { id: 'U0ANA', name: 'ana', team: 'T0LOCAL' },
        channel: 'C0GENERAL',
        message: ts,
      },
    });
  });

  it('is told from another press', async () => {
    const { slack, sent, ts } = await withApp();
    await slack.press(ts, approve, 'U0ANA');
    await slack.press(ts, approve, 'U0ANA');
    const triggers = sent.map(({ body }) => {
      const read = readInteraction(new TextEncoder().encode(body));
      return read.kind === 'click' ? read.click.trigger : undefined;
    });
    expect(new Set(triggers).size).toBe(2);
  });

  it.each([
    ['no such message', '1.000000', approve, 'U0ANA'],
    ['no such button', undefined, 'greenlight:abort', 'U0ANA'],
    ['nobody of that id', undefined, approve, 'U0'],
  ])('goes nowhere where there is %s', async (_, message, action, user) => {
    const { slack, sent, ts } = await withApp();
    expect((await slack.press(message ?? ts, action, user)).kind).toBe('not-sent');
    expect(sent).toEqual([]);
  });

  it('goes nowhere before the app has named a URL, and says when the app gives no answer', async () => {
    const { slack, ts } = await withApp(async () => {
      throw new Error('operation_timeout');
    });
    expect(await slack.press(ts, approve, 'U0ANA')).toEqual({ kind: 'no-answer', why: 'operation_timeout' });
    slack.setInteractivityUrl(undefined);
    expect(await slack.press(ts, approve, 'U0ANA')).toMatchObject({ kind: 'not-sent' });
  });
});

describe('The answer to a press', () => {
  async function pressed() {
    const world = await withApp();
    await world.slack.press(world.ts, approve, 'U0EVE');
    const payload = JSON.parse(new URLSearchParams(world.sent[0]?.body).get('payload') ?? '{}');
    const answer = async (content: object) => {
      const response = await world.slack.fetch(payload.response_url, {
        method: 'POST',
        body: JSON.stringify(content),
      });
      return [response.status, await response.text()];
    };
    return { ...world, answer };
  }

  it('may be for that person alone', async () => {
    const { slack, answer } = await pressed();
    expect(await answer({ response_type: 'ephemeral', replace_original: false, text: 'Not you.' })).toEqual([
      200,
      'ok',
    ]);
    expect(slack.messages().at(-1)).toMatchObject({ text: 'Not you.', onlyTo: 'U0EVE' });
  });

  it('may replace or delete the message', async () => {
    const { slack, answer, ts } = await pressed();
    await answer({ replace_original: true, text: 'Done.', blocks: [] });
    expect(slack.messages()).toMatchObject([{ ts, text: 'Done.' }]);
    await answer({ delete_original: true });
    expect(slack.messages()).toEqual([]);
  });

  it('may come five times, within half an hour', async () => {
    const { answer, clock } = await pressed();
    for (let i = 0; i < 5; i++) expect(await answer({ text: 'x' })).toEqual([200, 'ok']);
    expect(await answer({ text: 'x' })).toEqual([404, 'used_url']);
    const late = await pressed();
    await late.clock.advance(30 * 60_000 + 1);
    expect(await late.answer({ text: 'x' })).toEqual([404, 'expired_url']);
    await clock.settle();
  });
});

describe('Over HTTP', () => {
  let front: HttpFront | undefined;
  afterEach(() => front?.close());

  it('is sent form-encoded to a URL on this machine, and to no other', async () => {
    const got: string[] = [];
    front = await startHttpFront(
      {
        async dispatch(request) {
          got.push(
            `${request.method} ${request.path} ${request.headers['content-type']} ${text(request.body).slice(0, 8)}`,
          );
          return { status: 200, headers: {}, body: new Uint8Array() };
        },
      },
      0,
    );
    const { slack, post } = aSlack();
    const { ts } = await post('a', { blocks: approveBlocks });
    slack.setInteractivityUrl(`${front.url}/_url/decide-gate/`);
    expect(await slack.press(ts, approve, 'U0ANA')).toMatchObject({ kind: 'answered', status: 200 });
    expect(got).toEqual(['POST /_url/decide-gate/ application/x-www-form-urlencoded payload=']);
    slack.setInteractivityUrl('https://evil.example/');
    expect(await slack.press(ts, approve, 'U0ANA')).toMatchObject({
      kind: 'no-answer',
      why: 'expected an interactivity URL on this machine, got https://evil.example/',
    });
  });
});
