import { beforeEach, describe, expect, it } from 'vitest';
import { make } from '../../functions/operate.ts';
import { instant } from '../support/builders.ts';
import { type FakeAws, fakeAws } from '../support/fake-aws.ts';
import { admitted, anUploadOf, serving } from '../support/rollouts-on-aws.ts';

let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
  serving(aws, 'theirs');
});

const adopt = (over: object = {}) =>
  make(aws.seam)({ command: 'adopt', by: 'ana', key: 'key-1', endpoint: 'iris', ...over });

describe('Adopting', () => {
  it('records what serves, who asked and when, and what is told of from then on', async () => {
    expect(await adopt()).toEqual({
      done: 'adopted',
      message: 'iris is adopted: what serves now, theirs, is what its first release can be rolled back to',
    });
    expect(await aws.ledger.adoption('iris')).toMatchObject({
      endpoint: 'iris',
      at: instant,
      by: 'ana',
      serves: {
        config: 'theirs',
        variants: [
          { name: 'AllTraffic', model: 'theirs', images: ['local:iris'], data: ['s3://models/old.tar.gz'] },
        ],
      },
    });
    expect(await aws.ledger.lastKnownState('iris')).toMatchObject({ configName: 'theirs' });
  });

  it('again keeps the record of the first time', async () => {
    await adopt();
    expect(await adopt({ by: 'bob', key: 'key-2' })).toEqual({
      done: 'adopted',
      message: `iris was adopted ${instant} by ana`,
    });
  });

  it('an endpoint that was made anew under the name records it once more', async () => {
    await adopt();
    // The fake's endpoints are always as old as the clock says.
    await aws.clock.advance(60_000);
    serving(aws, 'theirs-2');
    await adopt({ by: 'bob', key: 'key-2' });
    expect(await aws.ledger.adoption('iris')).toMatchObject({ by: 'bob', serves: { config: 'theirs-2' } });
  });

  it.each<[string, () => void, object, RegExp]>([
    ['of no endpoint', () => aws.endpoints.clear(), {}, /an endpoint "iris"/],
    ['under another spelling', () => {}, { endpoint: 'IRIS' }, /is called "iris"/],
    ['while it is changing', () => serving(aws, 'theirs', 'Updating'), {}, /iris is Updating; try again/],
  ])('%s records nothing', async (_, given, over, message) => {
    given();
    const answer = await adopt(over);
    expect(answer).toMatchObject({ done: 'nothing', message: expect.stringMatching(message) });
    expect(await aws.ledger.adoption('iris')).toBeUndefined();
    expect(await aws.ledger.lastKnownState('iris')).toBeUndefined();
  });
});

describe('Forgetting it', () => {
  it('leaves nothing to be told of, and can be asked twice', async () => {
    await adopt();
    expect(await adopt({ undo: true, key: 'key-2' })).toEqual({
      done: 'forgotten',
      message: 'iris is no longer adopted',
    });
    expect(await adopt({ undo: true, key: 'key-3' })).toEqual({
      done: 'forgotten',
      message: 'iris was not adopted: there is no record of it',
    });
    expect(await aws.ledger.adoption('iris')).toBeUndefined();
    expect(await aws.ledger.lastKnownState('iris')).toBeUndefined();
  });

  it('is refused while a rollout is under way', async () => {
    await adopt();
    await admitted(aws, anUploadOf('v1'));
    expect(await adopt({ undo: true })).toMatchObject({
      done: 'nothing',
      message: expect.stringContaining('is under way'),
    });
    expect(await aws.ledger.adoption('iris')).toBeDefined();
  });

  it('after a release leaves what should serve: that is ours', async () => {
    await adopt();
    const rollout = anUploadOf('v1');
    await aws.ledger.begin(rollout, 'arn', instant);
    await aws.ledger.enter(rollout, 'shifting', instant);
    await adopt({ undo: true });
    expect(await aws.ledger.lastKnownState('iris')).toBeDefined();
    expect(await aws.ledger.adoption('iris')).toBeUndefined();
  });
});
