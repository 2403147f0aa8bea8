import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { TokenClaim } from '../../../core/links/signed-link.ts';
import { rolloutName } from '../../../core/release.ts';
import { instantAt } from '../../../core/values/instant.ts';
import { concludeEnding } from '../../../core/verdict/conclude-ending.ts';
import type { Verdict } from '../../../core/verdict/decide-verdict.ts';
import { make } from '../../../functions/decide-gate.ts';
import { make as openGates } from '../../../functions/open-gates.ts';
import { make as operate } from '../../../functions/operate.ts';
import {
  eventOf,
  fetched,
  formAddress,
  formOf,
  linksTold,
  type Sent,
  signedAnew,
} from '../../support/addressed.ts';
import { aPlan, aStop, instant, instantMs } from '../../support/builders.ts';
import { env, type FakeAws, fakeAws, linkKey, signingKey } from '../../support/fake-aws.ts';
import { waitingAtGate } from '../../support/gated.ts';

const { rollout } = aPlan();
const name = rolloutName(rollout);
const hour = 3_600_000;
const approval = { approval: { timeout: '8h', anyoneWithLink: true } };

let aws: FakeAws;
let links: { approve: string; reject: string };
beforeEach(async () => {
  aws = await fakeAws();
  await waitingAtGate(aws, { before: [approval] });
  await aws.ledger.begin(rollout, 'arn', instantAt(instantMs));
  links = linksTold(aws);
});

const get = (link: string) => fetched(aws, link);
const post = (link: string, over: Record<string, string> = {}, sent: Sent = {}) =>
  fetched(aws, formAddress(link), { ...formOf(link, over), ...sent });
const item = async (stage: 'before' | 'after' = 'before') =>
  (await aws.ledger.gates('iris', name, stage))[0]?.item;
const titleOf = (body: string) => /<h1>(.*?)<\/h1>/.exec(body)?.[1];
const woken = () => aws.completed.filter(({ token }) => token === 'gate-1');
const decidedToTell = () => aws.told.filter(({ phase }) => phase === 'decision');

/** All that a decision could change. */
const world = async () =>
  JSON.stringify([
    await aws.items(),
    aws.completed,
    aws.told.length,
    aws.announced.length,
    aws.measured.length,
  ]);
/** It is refused so, with a page that says it, and nothing is changed. */
async function refuses(
  ask: () => Promise<{ statusCode: number; body: string }>,
  status: number,
  title: string,
) {
  const before = await world();
  const { statusCode, body } = await ask();
  expect([statusCode, titleOf(body)]).toEqual([status, title]);
  expect(await world()).toBe(before);
}

describe('A link, looked at', () => {
  it('says what it would do, of which release, until when, and what else there is', async () => {
    const { statusCode, headers, body } = await get(links.approve);
    expect(statusCode).toBe(200);
    for (const said of [
      'Approve: iris v2?',
      '<dt>Gate</dt><dd>approval, before the shift</dd>',
      '<dt>Question</dt><dd>Release it?</dd>',
      '<dt>Until</dt><dd>2026-01-05 18:00 UTC</dd>',
      'The rollout goes on to its next gate',
      'The rollout ends here, with nothing changed.',
      '<dt>No answer</dt><dd>counts as: Reject</dd>',
      '<button type="submit">Approve</button>',
    ])
      expect(body).toContain(said);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
      ),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    expect((await get(links.reject)).body).toContain('<button type="submit">Reject</button>');
  });

  it('never decides: not by a hundred previews, nor by HEAD', async () => {
    const before = await world();
    const decideGate = make(aws.seam);
    const asked = (times: number) =>
      decideGate(eventOf(times % 2 ? links.approve : links.reject, { method: times % 3 ? 'GET' : 'HEAD' }));
    const looks = await Promise.all(Array.from({ length: 100 }, (_, times) => asked(times)));
    expect(looks.every(({ statusCode }) => statusCode === 200)).toBe(true);
    expect(looks.filter(({ body }) => body === '')).toHaveLength(34);
    await fetched(aws, `${links.approve}&action=approve&reason=x`);
    expect(await world()).toBe(before);
  });

  it('only reads', async () => {
    aws.calls.length = 0;
    await get(links.approve);
    expect(new Set(aws.calls)).toEqual(
      new Set(['secretsmanager:GetSecretValue', 'dynamodb:GetItem', 'dynamodb:Query']),
    );
  });

  it('shows whatever uploaders and manifests name as text, never as markup', async () => {
    const hostile = `"><script>alert(1)</script><img src=x onerror='x'>&amp;\u202egnp`;
    const { release } = rollout;
    await aws.ledger.begin({ ...rollout, release: { ...release, version: hostile } }, 'arn', instant);
    const [kept] = await aws.ledger.gates('iris', name, 'before');
    const { item: asking, revision = 0 } = kept ?? {};
    if (asking?.ask === undefined) throw new Error('it asks');
    await aws.ledger.putGate(
      'iris',
      name,
      { ...asking, ask: { ...asking.ask, question: hostile } },
      revision,
    );
    for (const { body } of [await get(links.approve), await post(links.approve)]) {
      expect(body).toContain('&#34;&#62;&#60;script&#62;alert(1)');
      expect(body).not.toMatch(/<script|<img|&amp;amp;|\u202e/);
    }
  });
});

describe('A link, used', () => {
  it('approves, with the reason, wakes who waits, and tells everybody', async () => {
    const { statusCode, body } = await post(links.approve, { reason: ' looks\r\ngood\u202e ' });
    expect([statusCode, titleOf(body)]).toEqual([200, 'Approved']);
    expect(await item()).toMatchObject({
      decision: {
        verdict: 'approve',
        by: 'anyone with the link',
        via: 'link',
        at: instantMs,
        round: 1,
        reason: 'looks good',
      },
    });
    expect(woken()).toEqual([{ token: 'gate-1', output: {} }]);
    expect(decidedToTell()).toHaveLength(1);
    expect(decidedToTell()[0]?.text).toContain('By anyone with the link, by a signed link');
  });

  it('rejects', async () => {
    expect(titleOf((await post(links.reject)).body)).toBe('Rejected');
    expect(await item()).toMatchObject({ decision: { verdict: 'reject', via: 'link' } });
  });

  it('counts once: used again it says when it was, as does its page', async () => {
    await post(links.approve);
    await aws.clock.advance(hour);
    for (const again of [() => post(links.approve), () => get(links.approve)]) {
      await refuses(again, 409, 'This link was used already');
      expect((await again()).body).toContain('approved by anyone with the link at 2026-01-05 10:00:00 UTC');
    }
    expect(decidedToTell()).toHaveLength(1);
  });

  it('uses up the other answer too', async () => {
    await post(links.approve);
    await refuses(() => post(links.reject), 409, 'It was decided already');
    await refuses(() => get(links.reject), 409, 'It was decided already');
  });

  it('counts once of two people at the same moment', async () => {
    const answers = await Promise.all([post(links.approve), post(links.reject)]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
    const { decision } = (await item()) ?? {};
    expect(titleOf(answers.find(({ statusCode }) => statusCode === 200)?.body ?? '')).toBe(
      decision?.verdict === 'approve' ? 'Approved' : 'Rejected',
    );
    expect(decidedToTell()).toHaveLength(1);
  });

  it('pressed twice at the same moment is one answer', async () => {
    const answers = await Promise.all([post(links.approve), post(links.approve)]);
    expect(answers.some(({ statusCode }) => statusCode === 200)).toBe(true);
    expect(answers.every(({ statusCode }) => [200, 409].includes(statusCode))).toBe(true);
    expect(woken()).toHaveLength(1);
    expect(aws.measured.filter((metric) => 'HumanWait' in metric)).toHaveLength(1);
  });

  it('is not burnt by a crash: the decision was written, and whoever waits is woken and told by the next try', async () => {
    aws.between((action, call) =>
      action === 'states:SendTaskSuccess' ? Promise.reject(new Error('killed')) : call(),
    );
    await expect(post(links.approve)).rejects.toThrow();
    aws.between(undefined);
    expect([woken(), decidedToTell()]).toEqual([[], []]);
    expect(titleOf((await post(links.approve)).body)).toBe('This link was used already');
    expect(woken()).toEqual([{ token: 'gate-1', output: {} }]);
    expect(await item()).toMatchObject({ decision: { verdict: 'approve' } });
    expect(decidedToTell()).toHaveLength(1);
  });

  it('is not burnt by a crash before that either', async () => {
    aws.between((action, call) =>
      action === 'dynamodb:UpdateItem' ? Promise.reject(new Error('killed')) : call(),
    );
    await expect(post(links.approve)).rejects.toThrow();
    aws.between(undefined);
    expect((await post(links.approve)).statusCode).toBe(200);
  });

  it('shows no secret to anybody', async () => {
    const pages = [await get(links.approve), await post(links.approve)].map(({ body }) => body);
    expect(JSON.stringify([pages, aws.told, aws.announced, await aws.items()])).not.toMatch(
      new RegExp(`${linkKey}|${signingKey}`),
    );
  });
});

describe('A link that is refused', () => {
  const sign = (over: Partial<TokenClaim> = {}, ...signed: [key?: string, audience?: 'slack']) =>
    signedAnew(links.approve, over, ...signed);
  const both = async (link: string, status: number, title: string) => {
    await refuses(() => get(link), status, title);
    await refuses(() => post(link), status, title);
  };

  it('is what this test signs itself, but for what it changes', async () => {
    expect(sign()).toBe(links.approve);
  });

  it('whichever character of it was changed', async () => {
    const [before, reference = ''] = links.approve.split('link=');
    await fc.assert(
      fc.asyncProperty(
        fc.nat(reference.length - 1),
        fc.constantFrom(...'AQgwxz019-_.'),
        async (at, other) => {
          fc.pre(reference[at] !== other);
          const link = `${before}link=${reference.slice(0, at)}${other}${reference.slice(at + 1)}`;
          expect([400, 403]).toContain((await get(link)).statusCode);
          const form = { link: new URL(link).searchParams.get('link') ?? '' };
          expect([400, 403]).toContain((await post(links.approve, form)).statusCode);
        },
      ),
      { numRuns: 60 },
    );
    expect((await item())?.decision).toBeUndefined();
  });

  it('without reading the ledger for it', async () => {
    aws.calls.length = 0;
    await get(sign({}, 'x'.repeat(64)));
    await post(sign({}, linkKey, 'slack'));
    expect(new Set(aws.calls)).toEqual(new Set(['secretsmanager:GetSecretValue']));
  });

  it('in part, or not at all', async () => {
    await refuses(() => get(links.approve.slice(0, -3)), 400, 'This is not a whole link');
    await refuses(() => get(env.DECIDE_URL.concat('decide')), 400, 'This is not a whole link');
    await refuses(() => post(links.approve, { link: '' }), 400, 'This is not a whole link');
  });

  it('signed by another key, or made for Slack', async () => {
    await both(sign({}, 'x'.repeat(64)), 403, 'This link is too old');
    await both(sign({}, linkKey, 'slack'), 403, 'This link is not genuine');
  });

  it('of a gate, rollout or endpoint that there is not', async () => {
    for (const over of [
      { gate: `gate#${name}#before#7` },
      { gate: 'nonsense' },
      { rollout: 'iris-000000000000-9', gate: 'gate#iris-000000000000-9#before#0' },
      { endpoint: 'other' },
    ])
      await both(sign(over), 404, 'There is no such gate');
  });

  it('for another question than the one that stands', async () => {
    await both(sign({ nonce: 'of-no-question' }), 410, 'Too late');
    const [kept] = await aws.ledger.gates('iris', name, 'before');
    if (kept === undefined) throw new Error('there is one');
    await aws.ledger.putGate('iris', name, { ...kept.item, round: 2 }, kept.revision);
    await both(links.approve, 410, 'Too late');
    expect((await get(links.approve)).body).toContain('That question is over.');
  });

  it('after its time, which is the gate’s', async () => {
    await aws.clock.advance(8 * hour - 1);
    expect((await get(links.approve)).statusCode).toBe(200);
    await aws.clock.advance(1);
    await both(links.approve, 410, 'This link has expired');
  });

  it('for what it does not say: an action of its own', async () => {
    await refuses(() => post(links.approve, { action: 'reject' }), 403, 'This link is for something else');
    await refuses(() => post(links.approve, { action: '' }), 403, 'This link is for something else');
  });

  it('once somebody has decided otherwise, with who it was', async () => {
    await operate(aws.seam)({ command: 'decide', endpoint: 'iris', by: 'ana', key: 'k', action: 'approve' });
    await both(links.approve, 409, 'It was decided already');
    expect((await get(links.approve)).body).toContain('approved by ana at');
  });

  it('once the rollout has ended otherwise than by it, with how and why', async () => {
    const verdict: Verdict = { kind: 'rolled-back', breaches: [], byOthers: true };
    await aws.ledger.conclude(aPlan().rollout, concludeEnding({ kind: 'verdict', verdict }), instant, true);
    await both(links.approve, 410, 'Too late');
    expect((await get(links.approve)).body).toContain(
      'The rollout has ended already: ROLLED_BACK. Somebody else updated the endpoint back',
    );
  });

  it('once the rollout was stopped', async () => {
    await aws.ledger.stop('iris', name, aStop());
    await both(links.approve, 410, 'Too late');
    expect((await get(links.approve)).body).toContain('The rollout was stopped already.');
  });

  it('where its gate takes no links any more', async () => {
    const [kept] = await aws.ledger.gates('iris', name, 'before');
    if (kept?.item.ask === undefined) throw new Error('it asks');
    const asking = { ...kept.item, ask: { ...kept.item.ask, anyoneWithLink: false } };
    await aws.ledger.putGate('iris', name, asking, kept.revision);
    await both(links.approve, 403, 'A link is not enough here');
  });

  it('sent by another site’s page, or not as the form sends it', async () => {
    const form = formOf(links.approve);
    const sent =
      (headers: Record<string, string>, body = form.body) =>
      () =>
        fetched(aws, formAddress(links.approve), { ...form, headers: { ...form.headers, ...headers }, body });
    await refuses(sent({ origin: 'https://evil.example' }), 403, 'This came from another site');
    await refuses(sent({ origin: 'nonsense' }), 403, 'This came from another site');
    await refuses(sent({ 'sec-fetch-site': 'cross-site' }), 403, 'This came from another site');
    await refuses(sent({ 'content-type': 'application/json' }), 415, 'That is no form');
    await refuses(sent({}, `${form.body}${'x'.repeat(16_384)}`), 413, 'That is too much');
    expect((await sent({ origin: 'null', 'sec-fetch-site': 'same-origin' })()).statusCode).toBe(200);
  });

  it('at other paths and by other methods', async () => {
    const asked = (path: string, method: string) =>
      make(aws.seam)(eventOf(`${env.DECIDE_URL}${path}`, { method }));
    expect(await asked('decide', 'PUT')).toMatchObject({
      statusCode: 405,
      headers: { allow: 'GET, HEAD, POST' },
    });
    expect(await asked('', 'GET')).toMatchObject({ statusCode: 404 });
    expect(await asked('decide/x', 'GET')).toMatchObject({ statusCode: 404 });
  });
});

describe('A link for a closed window', () => {
  const closed = { window: { allow: ['Wed 09:00-17:00 UTC'], anyoneWithLink: true } };
  beforeEach(async () => {
    aws = await fakeAws();
    await waitingAtGate(aws, { before: [closed] });
    await aws.ledger.begin(rollout, 'arn', instantAt(instantMs));
    links = linksTold(aws);
  });

  it('asks why, and takes no override without it', async () => {
    expect((await get(links.approve)).body).toMatch(/<textarea[^>]* required>/);
    expect((await get(links.reject)).body).not.toMatch(/<textarea[^>]* required>/);
    await refuses(() => post(links.approve), 422, 'Say why');
    await refuses(() => post(links.approve, { reason: ' \n ' }), 422, 'Say why');
    expect((await post(links.approve, { reason: 'hotfix' })).statusCode).toBe(200);
    expect(await item()).toMatchObject({ decision: { reason: 'hotfix' } });
  });
});

describe('Links in the notice of a gate', () => {
  it('are there only where the gate takes anyone who has them', async () => {
    const other = await fakeAws();
    await waitingAtGate(other, { before: [{ approval: { timeout: '8h' } }] });
    expect(other.told.at(-1)?.phase).toBe('gate');
    expect(() => linksTold(other)).toThrow('no links');
    expect(other.calls).not.toContain('secretsmanager:GetSecretValue');
  });

  it('work after the secret was rotated, for a day; new ones at once', async () => {
    const rotated = 'another-key-that-links-are-signed-with-in-some-of-the-tests-0002';
    const since = new Date(aws.clock.now() + hour);
    await aws.clock.advance(hour);
    aws.on('GetSecretValue', ({ VersionStage }: { VersionStage?: string }) =>
      VersionStage === 'AWSPREVIOUS'
        ? { SecretString: linkKey, CreatedDate: new Date(instantMs) }
        : { SecretString: rotated, CreatedDate: since },
    );
    expect((await get(links.approve)).statusCode).toBe(200);
    const fresh = signedAnew(links.approve, {}, rotated);
    expect((await get(fresh)).statusCode).toBe(200);
  });

  it('are verified with the secret of this moment where the one at hand does not know their key', async () => {
    const decideGate = make(aws.seam);
    const ask = async (link: string) => (await decideGate(eventOf(link))).statusCode;
    expect(await ask(links.approve)).toBe(200);
    const rotated = 'another-key-that-links-are-signed-with-in-some-of-the-tests-0002';
    aws.on('GetSecretValue', () => ({ SecretString: rotated }));
    await aws.clock.advance(2000);
    expect(await ask(signedAnew(links.approve, {}, rotated))).toBe(200);
  });

  it('are the same when it is told again', async () => {
    const again = await fakeAws();
    let fails = true;
    again.between((action, call) => {
      if (action !== 'sns:Publish' || !fails) return call();
      fails = false;
      return call().then(() => Promise.reject(new Error('killed')));
    });
    await expect(waitingAtGate(again, { before: [approval] })).rejects.toThrow('killed');
    const first = linksTold(again);
    again.between(undefined);
    await openGates(again.seam)({ rollout, fence: 1, stage: 'before' });
    expect(again.told.filter(({ phase }) => phase === 'gate')).toHaveLength(2);
    expect(linksTold(again)).toEqual(first);
  });
});
