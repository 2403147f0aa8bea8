import { beforeEach, describe, expect, it } from 'vitest';
import type { UrlAnswer } from '../../app/http/url-request.ts';
import { make } from '../../functions/decide-gate.ts';
import { signedRequest } from '../../local/slack/interactivity.ts';
import { localSecrets } from '../../on-local-aws/slack-workspace.ts';
import { env, type FakeAws, fakeAws, refusal } from '../support/fake-aws.ts';
import { aClaim, buttonValue, type Pressing, pressing, requestEvent } from '../support/pressing.ts';

let aws: FakeAws;
let world: Pressing;
beforeEach(async () => {
  aws = await fakeAws();
  world = pressing(aws);
});

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const ask = (over: Parameters<typeof requestEvent>[1]): Promise<UrlAnswer> =>
  make(world.seam)(requestEvent(aws, over));

/** A press as Slack signs it, not sent yet. */
function signed(
  payload: object = aPayload(),
  { secret = localSecrets.signingSecret, seconds = 0 }: { secret?: string; seconds?: number } = {},
) {
  return signedRequest('', payload, secret, aws.clock.now() + seconds * 1000);
}
const aPayload = (over: object = {}) => ({
  type: 'block_actions',
  user: { id: 'U0ANA', username: 'ana', team_id: 'T0LOCAL' },
  container: { type: 'message', message_ts: '1767607200.000100', channel_id: 'C0RELEASES' },
  trigger_id: '1.2.3',
  response_url: 'https://hooks.slack.com/actions/T0LOCAL/1/2',
  actions: [
    {
      type: 'button',
      action_id: 'greenlight:approve',
      value: buttonValue(aClaim(aws)),
      action_ts: '1767607200.000001',
    },
  ],
  ...over,
});

describe('A press of a button', () => {
  it('is in the queue before Slack is answered, which is at once and with nothing', async () => {
    const claim = aClaim(aws);
    await world.press(claim);
    expect(world.answers).toMatchObject([{ statusCode: 200, body: '' }]);
    expect(aws.sent).toHaveLength(1);
    expect(aws.sent[0]?.queue).toBe('greenlight-test-presses');
    expect(JSON.parse(aws.sent[0]?.body ?? '')).toMatchObject({
      at: aws.clock.now(),
      click: { action: 'approve', reference: buttonValue(claim), user: { id: 'U0ANA', name: 'ana' } },
    });
    expect(aws.calls).toEqual(['secretsmanager:GetSecretValue', 'sqs:SendMessage']);
  });

  it('carries nothing of the message with it', async () => {
    await world.press(aClaim(aws));
    expect(Buffer.from(world.requests[0]?.body ?? '').toString()).toContain('iris+v2');
    expect(aws.sent[0]?.body).not.toContain('iris v2');
  });

  it('that could not be queued is not taken for done: Slack shows a warning, and they press again', async () => {
    aws.on('SendMessage', () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    const { headers, body } = signed();
    await expect(ask({ headers, body })).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  it('is verified over the very bytes, whether Lambda gives them as they are or in base64', async () => {
    // "é" is two bytes in UTF-8.
    const { headers, body } = signed({ ...aPayload(), note: 'é' });
    const asText = { ...(requestEvent(aws, { headers, body }) as object), body, isBase64Encoded: false };
    expect(requestEvent(aws, { headers, body })).toMatchObject({ isBase64Encoded: true });
    expect(await ask({ headers, body })).toMatchObject({ statusCode: 200 });
    expect(await make(world.seam)(asText)).toMatchObject({ statusCode: 200 });
    expect(aws.sent).toHaveLength(2);
  });

  it('is verified by the hour of its arrival, however long the function took to start', async () => {
    const { headers, body } = signed();
    const event = requestEvent(aws, { headers, body });
    await aws.clock.advance(3_600_000);
    expect(await make(world.seam)(event)).toMatchObject({ statusCode: 200 });
  });
});

describe('What is not Slack’s', () => {
  const missing =
    'Expected the headers X-Slack-Request-Timestamp and X-Slack-Signature, as Slack sends them.';
  const wrong = 'The signature is not that of the Slack app whose signing secret is set up.';
  const without = (headers: Readonly<Record<string, string>>, name: string) =>
    Object.fromEntries(Object.entries(headers).filter(([one]) => one !== name));

  it.each([
    ['no signature', (h: Headers) => without(h, 'x-slack-signature'), missing],
    ['no timestamp', (h: Headers) => without(h, 'x-slack-request-timestamp'), missing],
    [
      'a signature of another form',
      (h: Headers) => ({ ...h, 'x-slack-signature': 'v1=00' }),
      /^Expected a timestamp/,
    ],
    [
      'a timestamp that is none',
      (h: Headers) => ({ ...h, 'x-slack-request-timestamp': 'now' }),
      /^Expected a timestamp/,
    ],
    ['another signature', (h: Headers) => ({ ...h, 'x-slack-signature': `v0=${'0'.repeat(64)}` }), wrong],
  ])('is refused: %s', async (_, change, why) => {
    const { headers, body } = signed();
    const answer = await ask({ headers: change(headers), body });
    expect(answer.statusCode).toBe(401);
    expect(answer.body.trim()).toMatch(why);
    expect(aws.sent).toEqual([]);
  });
  type Headers = Readonly<Record<string, string>>;

  it.each([
    ['signed by another app', { secret: 'the-secret-of-another-app' }, wrong],
    ['too old', { seconds: -301 }, 'The request was signed more than five minutes ago.'],
    ['from the future', { seconds: 302 }, 'The request is signed for more than five minutes ahead.'],
  ])('is refused: %s', async (_, how, why) => {
    const { headers, body } = signed(undefined, how);
    expect(await ask({ headers, body })).toMatchObject({ statusCode: 401, body: `${why}\n` });
    expect(aws.sent).toEqual([]);
  });

  it.each([-299, 299])('is taken, though its clock is %s seconds off', async (seconds) => {
    const { headers, body } = signed(undefined, { seconds });
    expect(await ask({ headers, body })).toMatchObject({ statusCode: 200 });
  });

  it('is refused if a single byte of its body is another', async () => {
    const { headers, body } = signed();
    expect(await ask({ headers, body: body.replace('U0ANA', 'U0EVE') })).toMatchObject({ statusCode: 401 });
  });

  it('is logged by its reason, and neither by what it says nor by its headers', async () => {
    const { headers, body } = signed(undefined, { secret: 'the-secret-of-another-app' });
    await ask({ headers, body });
    const all = world.logged.join('\n');
    expect(all).toContain('"refusal":"wrong"');
    for (const secret of [
      'trigger',
      'U0ANA',
      headers['x-slack-signature'] ?? '',
      ...Object.values(localSecrets),
    ])
      expect(all).not.toContain(secret);
  });
});

describe('The signing secret', () => {
  const secretIs = (content: object | string) =>
    aws.on('GetSecretValue', () => ({
      SecretString: typeof content === 'string' ? content : JSON.stringify(content),
    }));

  it.each([
    ['nothing is set up', {}],
    ['only a webhook is', { webhookUrl: 'https://hooks.slack.com/services/T/B/x' }],
    ['it cannot be read', { botToken: 'xoxb-1' }],
    ['it is no JSON', 'xoxb-secret'],
  ])('where %s, is asked for', async (_, content) => {
    secretIs(content);
    const { headers, body } = signed();
    const answer = await ask({ headers, body });
    expect(answer).toMatchObject({ statusCode: 503, body: expect.stringContaining('docs slack') });
    expect(world.logged.join('\n')).not.toContain('xoxb');
    expect(aws.sent).toEqual([]);
  });

  it('that was changed just now is read anew, once', async () => {
    const handle = make(world.seam);
    const first = signed();
    await handle(requestEvent(aws, first));
    const [botToken, channel] = ['xoxb-1', 'C0RELEASES'];
    secretIs({ botToken, channel, signingSecrets: ['a-signing-secret-that-is-new'] });
    await aws.clock.advance(10_000);
    const second = signed(undefined, { secret: 'a-signing-secret-that-is-new' });
    expect(await handle(requestEvent(aws, second))).toMatchObject({ statusCode: 200 });
    const reads = aws.calls.filter((call) => call === 'secretsmanager:GetSecretValue').length;
    // Wrong signatures make it read, but not at their rate.
    for (let tries = 0; tries < 20; tries += 1) await handle(requestEvent(aws, first));
    expect(aws.calls.filter((call) => call === 'secretsmanager:GetSecretValue')).toHaveLength(reads);
  });
});

describe('What Slack sends besides', () => {
  it.each([
    ['of another app of the same URL', { actions: [{ type: 'button', action_id: 'other', action_ts: '1' }] }],
    ['of another kind', { type: 'view_submission' }],
  ])('a payload %s is taken, and nothing done', async (_, over) => {
    const { headers, body } = signed(aPayload(over));
    expect(await ask({ headers, body })).toMatchObject({ statusCode: 200, body: '' });
    expect(aws.sent).toEqual([]);
  });

  it('a press that lacks what Slack documents is refused, with what', async () => {
    const { headers, body } = signed(aPayload({ user: { id: 'nobody' } }));
    expect(await ask({ headers, body })).toMatchObject({
      statusCode: 400,
      body: expect.stringMatching(/^payload\.user\.id: expected what Slack documents/),
    });
    expect(aws.sent).toEqual([]);
  });

  it('a look at the certificate is answered, unsigned as it is, and nothing done', async () => {
    const body = 'ssl_check=1&token=abc';
    expect(await ask({ headers: form, body })).toMatchObject({ statusCode: 200, body: '' });
    expect(aws.calls).toEqual([]);
  });

  it('a look at the certificate with a payload is none', async () => {
    const { body } = signed();
    expect(await ask({ headers: form, body: `ssl_check=1&${body}` })).toMatchObject({ statusCode: 401 });
    expect(aws.sent).toEqual([]);
  });
});

describe('What else is asked of the URL', () => {
  it.each(['/', '/slack/', '/Slack', '/slack/../slack', '/constructor', '/decide2'])(
    'nothing is at %s',
    async (path) => {
      expect(await ask({ path })).toMatchObject({ statusCode: 404 });
      expect(aws.calls).toEqual([]);
    },
  );

  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])('%s decides nothing', async (method) => {
    const answer = await ask({ method });
    expect(answer).toMatchObject({ statusCode: 405, headers: { allow: 'POST' } });
    expect(aws.calls).toEqual([]);
  });

  it('is not read beyond a bound', async () => {
    expect(await ask({ headers: form, body: 'x'.repeat(262_145) })).toMatchObject({ statusCode: 413 });
    expect(aws.calls).toEqual([]);
  });

  it('is not taken for a request where it is none: an event by another way fails', async () => {
    await expect(make(world.seam)({ Records: [] })).rejects.toThrow();
  });

  it('is answered so that nobody keeps it, or takes it for a page', async () => {
    expect((await ask({ path: '/' })).headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
  });
});

it('needs its environment', () => {
  expect(() => make({ ...world.seam, env: { SLACK_SECRET: env.SLACK_SECRET } })).toThrow();
});
