import { beforeEach, describe, expect, it } from 'vitest';
import { rolloutName } from '../../core/release.ts';
import { make as operate } from '../../functions/operate.ts';
import { make } from '../../functions/operate-signed.ts';
import { aPlan } from '../support/builders.ts';
import { type FakeAws, fakeAws } from '../support/fake-aws.ts';
import { waitingAtGate } from '../support/gated.ts';
import { admitted, anUploadOf, serving } from '../support/rollouts-on-aws.ts';
import { arnOf, requestTo, type UrlRequestOver } from '../support/url-request.ts';

let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
  serving(aws);
});

const about = { key: 'key-1', endpoint: 'iris' };
const approval = { command: 'decide', action: 'approve', ...about };
const abortion = { command: 'abort', reason: 'scores look wrong', ...about };

async function ask(body: unknown, over?: UrlRequestOver) {
  const { statusCode, headers, body: answered } = await make(aws.seam)(requestTo(body, over));
  expect(headers['content-type']).toBe('application/json');
  return { statusCode, ...JSON.parse(answered) };
}

const name = rolloutName(aPlan().rollout);
const decisionOf = async () => (await aws.ledger.gates('iris', name, 'before'))[0]?.item.decision;
const woken = () => aws.completed.filter(({ token }) => token === 'gate-1').map(({ output }) => output);
const waitingFor = (by: string[]) => waitingAtGate(aws, { before: [{ approval: { timeout: '8h', by } }] });

describe('A signed request', () => {
  it('decides a gate that names who may, by the ARN that AWS has proven', async () => {
    await waitingFor([arnOf('ana')]);
    expect(await ask({ ...approval, reason: 'metrics look fine' })).toEqual({
      ...{ statusCode: 200, done: 'decided', rollout: name },
      message: `gate approval of ${name} is approved`,
    });
    expect(await decisionOf()).toMatchObject({
      ...{ verdict: 'approve', by: arnOf('ana'), via: 'iam', reason: 'metrics look fine' },
    });
    expect(woken()).toEqual([{}]);
  });

  it.each([
    ['somebody else', {}],
    ['somebody else in the name of one who may', { by: arnOf('ana') }],
  ])('of %s decides nothing', async (_, over) => {
    await waitingFor([arnOf('ana')]);
    expect(await ask({ ...approval, ...over }, { user: 'bob' })).toMatchObject({
      ...{ statusCode: 200, done: 'nothing' },
      message: expect.stringMatching(/^You are not among those who may decide this gate/),
    });
    expect(await decisionOf()).toBeUndefined();
    expect(woken()).toEqual([]);
  });

  it('tells the ledger who it was, and what they call themselves as what it is', async () => {
    await admitted(aws, anUploadOf('v1', 0));
    const rollout = rolloutName(anUploadOf('v1', 0));
    expect(await ask({ ...abortion, by: 'Ana' })).toMatchObject({
      statusCode: 200,
      done: 'stopped',
      rollout,
    });
    const record = await aws.ledger.rollout('iris', rollout);
    expect(record?.stop).toMatchObject({ by: `${arnOf('ana')} (says: Ana)`, reason: 'scores look wrong' });
  });

  it('sent twice does what it asks for once', async () => {
    await waitingFor([arnOf('*')]);
    const first = await ask(approval);
    expect(await ask(approval)).toEqual(first);
    expect(await ask({ ...approval, key: 'another-wish' })).toMatchObject({
      ...{ statusCode: 200, done: 'nothing' },
      message: expect.stringMatching(/^Done already: approved by you/),
    });
    expect(woken()).toHaveLength(1);
  });

  it('is understood by whatever name its body goes: Lambda may hand it over in base64', async () => {
    await waitingFor([arnOf('ana')]);
    expect(await ask(approval, { contentType: 'application/octet-stream' })).toMatchObject({
      ...{ statusCode: 200, done: 'decided' },
    });
  });
});

describe('What is no wish changes nothing, and says why', () => {
  it.each<[string, unknown, UrlRequestOver, number, RegExp]>([
    ['signed by nobody', approval, { user: null }, 403, /expected a signed request/],
    ['a GET', '', { method: 'GET' }, 405, /expected a POST, got GET/],
    ['to another path', approval, { path: '/slack' }, 404, /expected the path \/, got \/slack/],
    ['no body', '', {}, 400, /expected JSON/],
    ['a body that is no JSON', 'approve!', {}, 400, /expected JSON/],
    ['bytes that are no text', Uint8Array.of(0xff, 0xfe), {}, 400, /expected JSON/],
    ['a list', [approval], {}, 400, /Nothing was changed/],
    ['a body as long as a book', { ...approval, reason: 'x'.repeat(10_000) }, {}, 413, /at most 10000 bytes/],
    ['another command', { ...about, command: 'destroy' }, {}, 400, /command/],
    [
      'several things wrong',
      { command: 'abort', key: '', endpoint: 7 },
      {},
      400,
      /key(.|\n)*endpoint(.|\n)*reason/,
    ],
    [
      'an identity of its own',
      { ...approval, who: { via: 'iam', arn: arnOf('ana') } },
      {},
      400,
      /[Uu]nrecognized key: "who"/,
    ],
    ...[
      '',
      ' ',
      '-iris',
      'iris/../v1',
      'irís',
      'iris\u0000',
      'iris\n',
      '\ud800',
      '<!channel>',
      'a'.repeat(64),
      'endpoint#iris',
    ].map((endpoint): [string, unknown, UrlRequestOver, number, RegExp] => [
      `an endpoint that cannot be: ${JSON.stringify(endpoint).slice(0, 20)}`,
      { ...abortion, endpoint },
      {},
      400,
      /an endpoint’s name: letters(.|\n)*at endpoint/,
    ]),
    [
      'a release that cannot be',
      { ...abortion, release: 'x#y' },
      {},
      400,
      /name of a release(.|\n)*at release/,
    ],
    ['a release of no name', { ...about, command: 'retry', release: '' }, {}, 400, /at release/],
    ['a release as long as a book', { ...abortion, release: 'x'.repeat(3000) }, {}, 400, /at most 250/],
    [
      'a target that cannot be',
      { ...about, command: 'rollback', to: 'a\nb' },
      {},
      400,
      /or baseline(.|\n)*at to/,
    ],
    ['a gate that cannot be', { ...approval, gate: '\ud800' }, {}, 400, /a gate’s name(.|\n)*at gate/],
    ['a name of several lines', { ...approval, by: 'Ana\nroot' }, {}, 400, /one line of text/],
  ])('%s', async (_, body, over, statusCode, message) => {
    await waitingFor([arnOf('ana')]);
    const calls = aws.calls.length;
    const answered = await ask(body, over);
    expect(answered).toMatchObject({ statusCode, message: expect.stringMatching(message) });
    expect(answered.message).toMatch(/^Nothing was changed/);
    expect(aws.calls).toHaveLength(calls);
    expect(await decisionOf()).toBeUndefined();
  });

  it('a wish without any request: whoever invokes it directly is refused', async () => {
    await expect(make(aws.seam)({ ...approval, by: arnOf('ana') })).rejects.toThrow(/requestContext/);
  });

  it('a request handed to the function that is invoked directly, with an identity of its own making', async () => {
    await waitingFor([arnOf('ana')]);
    await expect(operate(aws.seam)(requestTo(approval))).rejects.toThrow(/command/);
    expect(await decisionOf()).toBeUndefined();
  });
});
