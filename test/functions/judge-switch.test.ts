import { beforeEach, describe, expect, it } from 'vitest';
import { rolloutName } from '../../core/release.ts';
import { make } from '../../functions/operate-signed.ts';
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
          `^judging of iris is off now, until npx greenlight judge on iris.* This holds for ${under}, .* stay in force\\.$`,
        ),
      ),
    });
    expect(await aws.ledger.judgeOff('iris')).toMatchObject({
      reason: 'database outage',
      by: expect.stringContaining('arn:'),
    });
    expect(await ask({ ...off, key: 'key-2' })).toMatchObject({ done: 'nothing' });
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

  it('needs a reason', async () => {
    expect(await ask({ ...off, reason: '' })).toMatchObject({ statusCode: 400 });
  });
});
