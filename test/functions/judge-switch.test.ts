import { beforeEach, describe, expect, it } from 'vitest';
import { rolloutName } from '../../core/release.ts';
import { make } from '../../functions/operate-signed.ts';
import { instant } from '../support/builders.ts';
import { type FakeAws, fakeAws } from '../support/fake-aws.ts';
import { admitted, anUploadOf, serving } from '../support/rollouts-on-aws.ts';
import { requestTo } from '../support/url-request.ts';

let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
  serving(aws);
});

const off = { command: 'judge', status: 'off', reason: 'database outage', key: 'key-1', endpoint: 'iris' };
async function ask(body: object) {
  const { statusCode, body: answered } = await make(aws.seam)(requestTo(body));
  return { statusCode, ...JSON.parse(answered) };
}

describe('Judging', () => {
  it('is switched off and on, told and recorded, for the rollout under way, too', async () => {
    await admitted(aws, anUploadOf('v1', 0));
    const under = rolloutName(anUploadOf('v1', 0));
    expect(await ask(off)).toMatchObject({
      done: 'switched',
      message: expect.stringMatching(
        new RegExp(
          `^judging of iris is off now, until npx greenlight judge on iris --reason TEXT.* This holds for ${under}, .* stay in force\\.$`,
        ),
      ),
    });
    expect(await aws.ledger.judgeOff('iris')).toMatchObject({
      reason: 'database outage',
      by: expect.stringContaining('arn:'),
    });
    expect(await ask({ ...off, key: 'key-2' })).toMatchObject({ done: 'nothing' });
    const first = await aws.ledger.judgeOff('iris');
    const again = await ask({ ...off, key: 'key-5', reason: 'another outage' });
    expect(again).toMatchObject({ done: 'nothing' });
    expect(again.message).toMatch(
      /^judging of iris is off already, since \d{4}-\d\d-\d\d \d\d:\d\d UTC by arn:.*: database outage; nothing was changed$/,
    );
    expect(await aws.ledger.judgeOff('iris')).toEqual(first);
    expect(await ask({ ...off, key: 'key-3', status: 'on', reason: 'over' })).toMatchObject({
      done: 'switched',
      message: `judging of iris is on now. This holds for ${under}, which is under way, too.`,
    });
    expect(await aws.ledger.judgeOff('iris')).toBeUndefined();
    expect(await ask({ ...off, key: 'key-4', status: 'on' })).toMatchObject({ done: 'nothing' });
    const told = aws.announced.flatMap((detail) =>
      detail.phase === 'judging' ? [[detail.status, detail.rollout]] : [],
    );
    expect(told).toEqual([
      ['off', under],
      ['on', under],
    ]);
  });

  it.each(['off', 'on'] as const)(
    'is told by the next who asks for it, if whoever switched it %s died before',
    async (status) => {
      if (status === 'on') await ask(off);
      const asked = { ...off, status, key: 'key-9', reason: 'the first' };
      const isTold = (call: string) => /:(Publish|PutEvents)$/.test(call);
      aws.between((name, call) => (isTold(name) ? Promise.reject(new Error('killed')) : call()));
      await expect(make(aws.seam)(requestTo(asked))).rejects.toThrow('killed');
      aws.between(undefined);
      const later = { ...asked, key: 'key-10', reason: 'the second' };
      for (const body of [later, asked, later]) await ask(body);
      const told = aws.announced.filter((one) => one.phase === 'judging' && one.status === status);
      expect(told).toEqual([expect.objectContaining({ status, reason: 'the first' })]);
      expect(aws.told.filter((one) => one.phase === 'judging').at(-1)).toMatchObject({
        event: { status, reason: 'the first' },
      });
    },
  );

  it('answers the same command, sent again, as the first time', async () => {
    const first = await ask(off);
    expect(first).toMatchObject({ done: 'switched' });
    expect(await ask(off)).toEqual(first);
  });

  it.each(['off', 'on'])('is not switched %s for an endpoint that nobody knows', async (status) => {
    expect(await ask({ ...off, status, endpoint: 'nosuch' })).toMatchObject({
      done: 'nothing',
      message: 'there is no endpoint nosuch, and nothing was ever released to it; nothing was changed',
    });
    expect(await aws.ledger.judgeOff('nosuch')).toBeUndefined();
    expect(aws.announced.filter(({ phase }) => phase === 'judging')).toEqual([]);
  });

  it('is switched for an endpoint that does not exist, if it was released to: it may be made again', async () => {
    const { release, start } = anUploadOf('v1', 0);
    await aws.ledger.begin({ release: { ...release, endpoint: 'new' }, attempt: 1, start }, 'arn', instant);
    expect(await ask({ ...off, endpoint: 'new' })).toMatchObject({ done: 'switched' });
  });

  it('needs a reason', async () => {
    expect(await ask({ ...off, reason: '' })).toMatchObject({ statusCode: 400 });
  });
});
