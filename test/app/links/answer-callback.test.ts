import { beforeEach, describe, expect, it } from 'vitest';
import type { GateItem } from '../../../core/gates/item.ts';
import { callbackUrl } from '../../../core/links/callback.ts';
import { keyringOf } from '../../../core/links/keyring.ts';
import { rolloutName } from '../../../core/release.ts';
import { make as awaitGate } from '../../../functions/await-gate.ts';
import { make } from '../../../functions/decide-gate.ts';
import { make as openGates } from '../../../functions/open-gates.ts';
import { eventOf, fetched } from '../../support/addressed.ts';
import { aPlan, instantMs } from '../../support/builders.ts';
import { env, type FakeAws, fakeAws, linkKey } from '../../support/fake-aws.ts';
import { atWebhook, aWebhook, type Webhook } from '../../support/webhooks.ts';

const { rollout } = aPlan();
const name = rolloutName(rollout);
const hour = 3_600_000;
const pass = { verdict: 'pass' };

let aws: FakeAws;
let webhook: Webhook;
let fence: number;
let address: string;
beforeEach(async () => {
  aws = await fakeAws();
  webhook = await aWebhook();
  ({ aws, fence } = await atWebhook(aws, webhook, { before: [{ webhook: { url: webhook.url } }] }));
  return () => webhook.close();
});

const open = () => openGates(aws.seam)({ rollout, fence, stage: 'before' });
/** It has said `later`, and the rollout waits. */
async function waiting(): Promise<void> {
  webhook.says({ verdict: 'later' });
  const { lookedAt } = await open();
  await awaitGate(aws.seam)({ rollout, stage: 'before', token: 'gate-1', lookedAt: lookedAt + 1 });
  address = webhook.callbackUrl();
}
const call = (body: unknown, at = address) =>
  fetched(aws, at, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
const item = async () => (await aws.ledger.gates('iris', name, 'before'))[0]?.item;
const woken = () => aws.completed.filter(({ token }) => token === 'gate-1');

async function refuses(
  answering: Promise<{ statusCode: number; body: string }>,
  status: number,
  error: string,
) {
  const before = [await aws.items(), woken()];
  const { statusCode, body } = await answering;
  expect([statusCode, JSON.parse(body)]).toEqual([status, { error, message: expect.any(String) }]);
  expect([await aws.items(), woken()]).toEqual(before);
}

describe('A webhook that said later', () => {
  beforeEach(waiting);

  it('was given an address of its own to answer by, until the gate’s deadline', async () => {
    expect(address).toMatch(/^https:\/\/decide\.example\.com\/callback\?ref=v1\./);
    expect(address).toBe(
      callbackUrl(keyringOf([linkKey]), env.DECIDE_URL, {
        endpoint: 'iris',
        gate: `gate#${name}#before#0`,
        expiresAt: instantMs + hour,
      }),
    );
  });

  it('answers by it: the gate goes by that', async () => {
    const answer = await call({ ...pass, reason: 'all green', build: 7 });
    expect([answer.statusCode, JSON.parse(answer.body)]).toEqual([200, { status: 'accepted' }]);
    expect(woken()).toHaveLength(1);
    expect(await open()).toMatchObject({ ending: null, waitSeconds: null });
    expect(await item()).toMatchObject({ status: 'passed', why: 'the webhook says pass: all green' });
  });

  it('may fail it', async () => {
    await call({ verdict: 'fail', reason: 'drifting' });
    expect((await open()).ending).toMatchObject({
      stop: { reason: 'the webhook says fail: drifting' },
    });
  });

  it('may say the same again, before the gate goes by it and after, and nothing changes', async () => {
    await call(pass);
    const before = await item();
    expect((await call(pass)).statusCode).toBe(200);
    expect(await item()).toEqual(before);
    await open();
    expect((await call(pass)).statusCode).toBe(200);
    expect(await item()).toMatchObject({ status: 'passed' });
    expect(woken()).toHaveLength(1);
  });

  it('cannot change its mind', async () => {
    await call(pass);
    await refuses(call({ verdict: 'fail' }), 409, 'already-answered');
    await open();
    await refuses(call({ verdict: 'fail' }), 409, 'already-answered');
  });

  it('counts once of two that come at the same moment', async () => {
    const answers = await Promise.all([call(pass), call({ verdict: 'fail' })]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
    const accepted = answers[0]?.statusCode === 200 ? 'pass' : 'fail';
    expect(await item()).toMatchObject({ answer: { verdict: accepted } });
  });

  it('counts although the gate was looked at, at the same moment', async () => {
    let looked = false;
    aws.between(async (action, next) => {
      if (action === 'dynamodb:UpdateItem' && !looked) {
        looked = true;
        const [kept] = await aws.ledger.gates('iris', name, 'before');
        if (kept) await aws.ledger.putGate('iris', name, { ...kept.item, why: 'looked at' }, kept.revision);
      }
      return next();
    });
    expect((await call(pass)).statusCode).toBe(200);
    expect(await item()).toMatchObject({ why: 'looked at', answer: { verdict: 'pass' } });
  });

  it('wakes the rollout by its next try where the first was killed before that', async () => {
    aws.between((action, next) =>
      action === 'states:SendTaskSuccess' ? Promise.reject(new Error('killed')) : next(),
    );
    await expect(call(pass)).rejects.toThrow();
    aws.between(undefined);
    expect(woken()).toEqual([]);
    expect((await call(pass)).statusCode).toBe(200);
    expect(woken()).toHaveLength(1);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'verdict=pass'],
    ['later once more', { verdict: 'later' }],
    ['no verdict', {}],
    ['a reason that is too long', { verdict: 'pass', reason: 'x'.repeat(501) }],
  ])('is refused where it says %s', async (_, body) => {
    await refuses(call(body), 400, 'malformed');
  });

  it('is refused where it says too much', async () => {
    await refuses(call({ ...pass, log: 'x'.repeat(16_384) }), 413, 'too-large');
  });

  it('is refused after the deadline, and after the gate has ended', async () => {
    await aws.clock.advance(hour - 1);
    const [kept] = await aws.ledger.gates('iris', name, 'before');
    const ended = { ...kept?.item, status: 'failed' } as GateItem;
    await aws.ledger.putGate('iris', name, ended, kept?.revision ?? 0);
    await refuses(call(pass), 410, 'over');
    await aws.clock.advance(1);
    await refuses(call(pass), 410, 'expired');
  });

  it('is refused at any other address, without a look at the ledger', async () => {
    aws.calls.length = 0;
    for (const [at, error] of [
      [address.slice(0, -1), 'malformed'],
      [address.replace('ref=', 'link='), 'malformed'],
      [address.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A')), 'tampered'],
    ] as const)
      await refuses(call(pass, at), 403, error);
    const reference = (key: string) =>
      callbackUrl(keyringOf([key]), env.DECIDE_URL, { endpoint: 'iris', gate: 'g', expiresAt: 9e15 });
    await refuses(call(pass, reference('x'.repeat(64))), 403, 'unknown-key');
    await refuses(call(pass, reference(linkKey)), 403, 'malformed');
    expect(aws.calls.filter((action) => action.startsWith('dynamodb:Query'))).toEqual([]);
    const got = await make(aws.seam)(eventOf(address, { method: 'GET' }));
    expect(got).toMatchObject({ statusCode: 405, headers: { allow: 'POST' } });
  });
});

describe('A callback', () => {
  const to = (stage: 'before' | 'during', n: number) =>
    callbackUrl(keyringOf([linkKey]), env.DECIDE_URL, {
      endpoint: 'iris',
      gate: `gate#${name}#${stage}#${n}`,
      expiresAt: instantMs + hour,
    });

  it('may be faster than the answer that announces it', async () => {
    webhook.says(async ({ callbackUrl: at = '' }) => {
      expect((await call(pass, at)).statusCode).toBe(200);
      return { verdict: 'later' };
    });
    expect(await open()).toMatchObject({ ending: null, waitSeconds: null });
    expect(await item()).toMatchObject({ status: 'passed' });
  });

  it('that is faster and says fail is not overruled by the answer', async () => {
    webhook.says(async ({ callbackUrl: at = '' }) => {
      await call({ verdict: 'fail' }, at);
      return { verdict: 'pass' };
    });
    expect((await open()).ending).toMatchObject({ kind: 'stopped' });
  });

  it('is of no use after an answer at once', async () => {
    webhook.says(pass);
    await open();
    await refuses(call({ verdict: 'fail' }, webhook.callbackUrl()), 410, 'over');
  });

  it('is nothing that a gate in a bake, of another kind, or that is not there waits for', async () => {
    const opened = {
      n: 0,
      kind: 'webhook',
      status: 'pending',
      why: '',
      openedAt: instantMs,
      round: 1,
    } as const;
    await aws.ledger.putGate('iris', name, { ...opened, stage: 'during', acted: 'webhook' }, 0);
    await aws.ledger.putGate('iris', name, { ...opened, stage: 'before', n: 1, kind: 'approval' }, 0);
    await refuses(call(pass, to('during', 0)), 409, 'nothing-asked');
    await refuses(call(pass, to('before', 1)), 409, 'nothing-asked');
    await refuses(call(pass, to('before', 9)), 404, 'unknown');
  });
});
