import { beforeEach, describe, expect, it } from 'vitest';
import { rolloutName } from '../../core/release.ts';
import { instantAt } from '../../core/values/instant.ts';
import { concludeEnding } from '../../core/verdict/conclude-ending.ts';
import { make as operate } from '../../functions/operate.ts';
import { make } from '../../functions/operate-signed.ts';
import { aPlan, instant } from '../support/builders.ts';
import { type FakeAws, fakeAws } from '../support/fake-aws.ts';
import { admitted, anUploadOf, kept, serving, shifting } from '../support/rollouts-on-aws.ts';
import { arnOf, requestTo, type UrlRequestOver } from '../support/url-request.ts';

const [v1, v2] = [anUploadOf('v1', 0), anUploadOf('v2', 10)];
const [name1, name2] = [v1, v2].map(rolloutName) as [string, string];
const minute = 60_000;

let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
  serving(aws);
});

let keys = 0;
const wish = (what: object, over: object = {}) => {
  keys += 1;
  return { command: 'propose', endpoint: 'iris', key: `key-${keys}`, reason: 'odd scores', what, ...over };
};
async function ask(body: unknown, over?: UrlRequestOver) {
  const { statusCode, body: answered } = await make(aws.seam)(requestTo(body, over));
  return { statusCode, ...JSON.parse(answered) };
}
/** What people were told, with their lines. */
const toldProposals = () =>
  aws.told
    .filter(({ phase }) => phase === 'proposal')
    .map(({ text, nextSteps = [], ...told }) => ({ ...told, lines: text.split('\n'), steps: nextSteps }));

/** A rollout that went live, and whose release serves. */
async function deployed(rollout = v1): Promise<void> {
  await aws.ledger.begin(rollout, 'arn', rollout.start.at);
  await aws.ledger.keepPlan({ ...aPlan(), rollout, config: rolloutName(rollout) });
  const ending = concludeEnding({ kind: 'verdict', verdict: { kind: 'live' } });
  await aws.ledger.conclude(rollout, ending, instant, true);
  kept(aws, rolloutName(rollout));
  serving(aws, rolloutName(rollout));
}

describe('A proposal', () => {
  it('to abort is stored and told to people and machines, and nothing is stopped', async () => {
    await shifting(aws, aPlan({}, v1));
    const answered = await ask(wish({ kind: 'abort' }, { by: 'an assistant' }));
    expect(answered).toMatchObject({
      ...{ statusCode: 200, done: 'proposed', rollout: name1 },
      message: expect.stringMatching(/^people are told .* nothing has been done, and it lapses at /),
    });
    const by = `${arnOf('ana')} (says: an assistant)`;
    expect(await aws.ledger.proposals('iris')).toMatchObject([
      {
        ...{ kind: 'abort', rollout: name1, by, reason: 'odd scores' },
        ...{ at: instantAt(aws.clock.now()), until: instantAt(aws.clock.now() + 60 * minute) },
      },
    ]);
    expect(toldProposals()).toMatchObject([
      {
        title: ':raised_hand: iris: it is proposed to stop the rollout of v1',
        lines: [
          `Proposed by ${by}. Nothing has been done.`,
          'Their reason: “odd scores”',
          expect.stringMatching(/SageMaker shifts all traffic back/),
          expect.stringMatching(
            /or press Abort on the message of iris-.* in Slack\. Otherwise nothing need be done/,
          ),
        ],
        steps: [expect.stringMatching(`^npx greenlight abort iris --release ${name1} --reason "…"`)],
        event: { phase: 'proposal', rollout: name1, proposal: { kind: 'abort', by, reason: 'odd scores' } },
      },
    ]);
    expect(aws.announced.filter(({ phase }) => phase === 'proposal')).toHaveLength(1);
    expect((await aws.ledger.rollout('iris', name1))?.stop).toBeUndefined();
    expect(aws.calls).not.toContain('cloudwatch:PutMetricData');
  });

  it('to abort what has not begun to shift names its buttons, and says that nothing was changed', async () => {
    await admitted(aws, v1);
    expect(await ask(wish({ kind: 'abort', release: v1.release.id }))).toMatchObject({ done: 'proposed' });
    expect(toldProposals()[0]?.lines).toContain('It would be rejected: nothing has been changed yet.');
  });

  it('to roll back names what it would go back to, and what to press', async () => {
    await deployed(v1);
    await deployed(v2);
    expect(await ask(wish({ kind: 'rollback' }))).toMatchObject({ done: 'proposed', rollout: name2 });
    expect(toldProposals()).toMatchObject([
      {
        title: expect.stringMatching(/: it is proposed to go back from v2 to .*v1/),
        lines: [{}, {}, {}, expect.stringContaining('press Roll back on')],
      },
    ]);
    expect(await ask(wish({ kind: 'rollback', to: v1.release.id }))).toMatchObject({ done: 'nothing' });
  });

  it('to roll back to a named release has no button, which would go elsewhere', async () => {
    await deployed(v1);
    await deployed(v2);
    await ask(wish({ kind: 'rollback', to: v1.release.id }));
    expect(toldProposals()[0]?.lines.join()).not.toContain('press');
    expect(toldProposals()[0]?.steps[0]).toContain(`rollback iris --to ${v1.release.id} `);
  });

  it('to roll back what still shifts is one to stop it', async () => {
    await shifting(aws, aPlan({}, v1));
    expect(await ask(wish({ kind: 'rollback' }))).toMatchObject({ done: 'proposed', rollout: name1 });
    expect(toldProposals()[0]?.title).toContain('stop the rollout of v1');
  });

  it('to retry names the command alone', async () => {
    await deployed(v1);
    expect(await ask(wish({ kind: 'retry', release: v1.release.id }))).toMatchObject({ done: 'proposed' });
    expect(toldProposals()).toMatchObject([{ title: ':raised_hand: iris: it is proposed to try v1 again' }]);
    expect(toldProposals()[0]?.lines.join()).not.toContain('press');
  });

  it('of a kind is one at a time; after an hour, or once it is done, there may be another', async () => {
    await shifting(aws, aPlan({}, v1));
    expect(await ask(wish({ kind: 'abort' }))).toMatchObject({ done: 'proposed' });
    expect(await ask(wish({ kind: 'abort' }), { user: 'bob' })).toMatchObject({
      done: 'nothing',
      message: expect.stringMatching(/^an abort of iris is proposed already, by arn:.*user\/ana, until /),
    });
    expect(await ask(wish({ kind: 'rollback' }))).toMatchObject({ done: 'proposed' });
    await aws.clock.advance(60 * minute);
    expect(await ask(wish({ kind: 'abort' }))).toMatchObject({ done: 'proposed' });
    expect(toldProposals()).toHaveLength(3);
  });

  it('that is declined is open no more, and there may be another', async () => {
    await shifting(aws, aPlan({}, v1));
    const asked = wish({ kind: 'abort' });
    await ask(asked);
    const no = {
      command: 'decline',
      endpoint: 'iris',
      key: 'no-1',
      proposal: asked.key,
      reason: 'it is fine',
    };
    expect(await operate(aws.seam)({ ...no, by: 'bob' })).toMatchObject({
      done: 'nothing',
      message: expect.stringContaining('proven identity'),
    });
    expect(await ask({ ...no, proposal: 'another' })).toMatchObject({ done: 'nothing' });
    expect(await ask(no)).toMatchObject({ done: 'declined' });
    // The request may come twice.
    expect(await ask(no)).toMatchObject({ done: 'declined' });
    expect(await ask(no, { user: 'bob' })).toMatchObject({
      done: 'nothing',
      message: expect.stringMatching(/^it is not open any more: arn:.*user\/ana declined it at /),
    });
    expect(await aws.ledger.proposals('iris')).toMatchObject([
      { key: asked.key, declined: { by: arnOf('ana'), reason: 'it is fine' } },
    ]);
    expect((await aws.ledger.rollout('iris', name1))?.stop).toBeUndefined();
    expect(await ask(wish({ kind: 'abort' }))).toMatchObject({ done: 'proposed' });
  });

  it('sent twice is told once, and answered as the first time', async () => {
    await shifting(aws, aPlan({}, v1));
    const one = wish({ kind: 'abort' });
    const first = await ask(one);
    expect(await ask(one)).toEqual(first);
    expect(toldProposals()).toHaveLength(1);
  });

  it('is told by the next who proposes the same, if whoever stored it died before', async () => {
    await shifting(aws, aPlan({}, v1));
    const isTold = (call: string) => /:(Publish|PutEvents)$/.test(call);
    aws.between((name, call) => (isTold(name) ? Promise.reject(new Error('killed')) : call()));
    await expect(ask(wish({ kind: 'abort' }, { reason: 'the first' }))).rejects.toThrow('killed');
    aws.between(undefined);
    for (const reason of ['the second', 'the third'])
      expect(await ask(wish({ kind: 'abort' }, { reason }))).toMatchObject({ done: 'nothing' });
    expect(toldProposals().map(({ lines }) => lines[1])).toEqual(['Their reason: “the first”']);
  });

  it('has a reason that is one line of text, whatever somebody wrote', async () => {
    await shifting(aws, aPlan({}, v1));
    const reason = 'x\n*APPROVED* <!channel> <https://evil.example|here> `npx greenlight abort`';
    await ask(wish({ kind: 'abort' }, { reason }));
    const [told] = toldProposals();
    expect(told?.lines).toHaveLength(4);
    expect(told?.lines[1]).not.toMatch(/[*<>`|]|https?:\/\//);
    expect(told?.steps.join()).not.toContain('evil');
    expect(await ask(wish({ kind: 'rollback' }, { reason: 'x'.repeat(501) }))).toMatchObject({
      statusCode: 400,
    });
    expect(await ask(wish({ kind: 'rollback' }, { reason: ' \n ' }))).toMatchObject({ statusCode: 400 });
  });
});

describe('What is not proposed', () => {
  const nothing = { done: 'nothing' };

  it('is anything without a proven identity', async () => {
    await shifting(aws, aPlan({}, v1));
    const answered = await operate(aws.seam)({ ...wish({ kind: 'abort' }), by: 'ana' });
    expect(answered).toMatchObject({
      ...nothing,
      message: expect.stringMatching(/^a proposal needs a proven identity/),
    });
    expect(await aws.ledger.proposals('iris')).toEqual([]);
    expect(toldProposals()).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    ['an abort of nothing', { kind: 'abort' }, /^no rollout is under way for iris/],
    ['a rollback to nothing', { kind: 'rollback' }, /^endpoint: expected a release that was deployed before/],
    ['a retry of what never was', { kind: 'retry', release: 'iris-0123456789ab' }, /^iris has no release/],
  ])('is %s', async (_, what, told) => {
    expect(await ask(wish(what))).toMatchObject({ ...nothing, message: expect.stringMatching(told) });
    expect(await aws.ledger.proposals('iris')).toEqual([]);
    expect(toldProposals()).toEqual([]);
  });

  it('is an abort of what is stopped already', async () => {
    await shifting(aws, aPlan({}, v1));
    await ask({ command: 'abort', endpoint: 'iris', key: 'stop', reason: 'enough' });
    const { message } = await ask(wish({ kind: 'abort' }));
    expect(message).toMatch(new RegExp(`^${name1} is stopped already, by arn:.*: enough$`));
  });

  it('is a retry of what is under way', async () => {
    await admitted(aws, v1);
    const { message } = await ask(wish({ kind: 'retry', release: v1.release.id }));
    expect(message).toMatch(/is under way; nothing was proposed$/);
  });

  it('is under another spelling of the endpoint', async () => {
    await shifting(aws, aPlan({}, v1));
    const { message } = await ask(wish({ kind: 'abort' }, { endpoint: 'IRIS' }));
    expect(message).toContain('is called "iris", not "IRIS"');
  });

  it.each([
    [{ kind: 'approve' }],
    [{ kind: 'abort', to: 'v1' }],
    [{ kind: 'retry' }],
    [{ kind: 'rollback', fast: true }],
    [{ kind: 'rollback', to: 'x"; rm -rf ~' }],
  ])('is %j', async (what) => {
    expect(await ask(wish(what))).toMatchObject({ statusCode: 400 });
  });
});
