import { beforeEach, describe, expect, it } from 'vitest';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { make as awaitCalm } from '../../functions/await-idle.ts';
import { make as concludeRollout } from '../../functions/conclude-rollout.ts';
import { make as prepareRelease } from '../../functions/prepare-release.ts';
import { aPlan, aStop, instant } from '../support/builders.ts';
import { type FakeAws, fakeAws, refusal } from '../support/fake-aws.ts';
import {
  admission,
  admitted,
  anUploadOf,
  aRollbackTo,
  asked,
  begun,
  executionOf,
  forget,
  prepared,
  serving,
  shifting,
  uploaded,
} from '../support/rollouts-on-aws.ts';

const [v1, v2, v3] = [anUploadOf('v1', 0), anUploadOf('v2', 10), anUploadOf('v3', 20)];
const [name1, name2, name3] = [v1, v2, v3].map(rolloutName) as [string, string, string];
let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
  serving(aws);
});

const anotherSpelling = (rollout: Rollout): Rollout => ({
  ...rollout,
  release: { ...rollout.release, id: `IRIS-${rollout.release.version}`, endpoint: 'IRIS' },
});
const shouted = anotherSpelling(v3);
const answerTo = (token: string) => aws.completed.find((one) => one.token === token)?.output;

describe('A rollout that asks for its endpoint', () => {
  it('gets it at once where it is free, with the first fencing number', async () => {
    await begun(aws, v1);
    expect(await admission(aws, v1, 'token-1')).toEqual({ admission: 'admitted' });
    expect(answerTo('token-1')).toEqual({ ending: null, fence: 1 });
    expect(await aws.leases.read('iris')).toMatchObject({
      fence: 1,
      holder: { claim: { rollout: name1, execution: executionOf(v1), kind: 'upload' }, phase: 'before' },
    });
    expect(aws.told).toEqual([]);
  });

  it('waits behind one that has it: that is told and announced, once, and nobody is answered', async () => {
    await admitted(aws, v1);
    await begun(aws, v2);
    expect(await admission(aws, v2, 'token-2')).toEqual({ admission: 'queued' });
    expect(answerTo('token-2')).toBeUndefined();
    expect(aws.told).toMatchObject([{ phase: 'queued' }]);
    expect(aws.told[0]?.text).toContain(`${name1} is under way`);
    expect(aws.announced).toMatchObject([{ phase: 'queued', rollout: name2 }]);
    await admission(aws, v2, 'token-2b');
    expect([aws.told.length, aws.announced.length]).toEqual([1, 1]);
  });

  it('leaves another endpoint’s alone', async () => {
    await admitted(aws, v1);
    const other = { ...v2, release: { ...v2.release, endpoint: 'fraud' } };
    expect(await asked(aws, other)).toBe(1);
  });

  it('is refused under another spelling, and those who wait are not told of it', async () => {
    await admitted(aws, v1);
    await asked(aws, v2, 'token-2');
    const before = await aws.leases.read('iris');
    forget(aws);
    await begun(aws, shouted);
    expect(await admission(aws, shouted, 'token-3')).toEqual({ admission: 'misspelt' });
    expect(answerTo('token-3')).toMatchObject({
      ending: { kind: 'refused', problems: [{ field: 'endpoint', got: '"IRIS"' }] },
      fence: null,
    });
    expect(await aws.leases.read('iris')).toEqual(before);
    expect([aws.completed.length, aws.told.length, aws.announced.length]).toEqual([2, 0, 0]);
  });

  it('is refused beside a first release of another spelling, and once that is over is not', async () => {
    aws.endpoints.clear();
    await admitted(aws, v1);
    await begun(aws, shouted);
    expect(await admission(aws, shouted)).toEqual({ admission: 'misspelt' });
    await concludeRollout(aws.seam)({
      rollout: v1,
      fence: 1,
      ending: { kind: 'stopped', stop: aStop() },
    });
    expect(await admission(aws, shouted)).toEqual({ admission: 'admitted' });
  });

  it('takes its turn though one under another spelling has it: the endpoint was created by somebody else', async () => {
    aws.endpoints.clear();
    await admitted(aws, anotherSpelling(anUploadOf('v0', -10)));
    serving(aws);
    await begun(aws, v1);
    expect(await admission(aws, v1)).toEqual({ admission: 'queued' });
  });

  it('is superseded where a newer one waits already', async () => {
    await admitted(aws, v1);
    await asked(aws, v3);
    await begun(aws, v2);
    expect(await admission(aws, v2, 'token-2')).toEqual({ admission: 'superseded' });
    const stop = { kind: 'superseded', by: name3, reason: 'a newer artifact', at: instant };
    expect(answerTo('token-2')).toEqual({ ending: { kind: 'stopped', stop }, fence: null });
  });

  it('takes the place of an older one that waits, which is told by whom', async () => {
    await admitted(aws, v1);
    await asked(aws, v2, 'token-2');
    await asked(aws, v3, 'token-3');
    const stop = { kind: 'superseded', by: name3, reason: 'a newer artifact', at: instant };
    expect(answerTo('token-2')).toEqual({ ending: { kind: 'stopped', stop }, fence: null });
    expect(answerTo('token-3')).toBeUndefined();
    expect(await aws.leases.read('iris')).toMatchObject({ next: { claim: { rollout: name3 } } });
  });

  it('tells the displaced at its second try, where the first died before', async () => {
    await admitted(aws, v1);
    await asked(aws, v2, 'token-2');
    await begun(aws, v3);
    aws.on('SendTaskSuccess', () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    await expect(admission(aws, v3, 'token-3')).rejects.toMatchObject({ name: 'ThrottlingException' });
    aws.on('SendTaskSuccess', undefined);
    await admission(aws, v3, 'token-3b');
    expect(answerTo('token-2')).toMatchObject({ ending: { kind: 'stopped', stop: { by: name3 } } });
  });
});

describe('A rollout that asks again', () => {
  it('after an hour, waits on under its new token and is woken by that', async () => {
    const fence = await admitted(aws, v1);
    await asked(aws, v2, 'token-2');
    aws.gone.add('token-2');
    expect(await admission(aws, v2, 'token-2b')).toEqual({ admission: 'queued' });
    const ending = { kind: 'refused', problems: [{ field: 'f', expected: 'e', got: 'g' }] };
    await concludeRollout(aws.seam)({ rollout: v1, fence, ending });
    expect(answerTo('token-2b')).toEqual({ ending: null, fence: fence + 1 });
  });

  it('is told that it has the lease, where it was handed over while nobody could be told', async () => {
    const fence = await admitted(aws, v1);
    await asked(aws, v2, 'token-2');
    aws.gone.add('token-2');
    const ending = { kind: 'refused', problems: [{ field: 'f', expected: 'e', got: 'g' }] };
    await concludeRollout(aws.seam)({ rollout: v1, fence, ending });
    expect(await admission(aws, v2, 'token-2b')).toEqual({ admission: 'admitted' });
    expect(answerTo('token-2b')).toEqual({ ending: null, fence: fence + 1 });
  });

  it('has the same fence as before where its answer was lost', async () => {
    await admitted(aws, v1);
    await admission(aws, v1, 'token-1b');
    expect(answerTo('token-1b')).toEqual({ ending: null, fence: 1 });
  });

  it('after its end, redriven, has lost the lease: it is no rollout of that name any more', async () => {
    const fence = await admitted(aws, v1);
    const ending = { kind: 'refused', problems: [{ field: 'f', expected: 'e', got: 'g' }] };
    await concludeRollout(aws.seam)({ rollout: v1, fence, ending });
    await expect(admission(aws, v1, 'token-1b')).rejects.toMatchObject({ name: 'LeaseLost' });
    expect(await aws.leases.read('iris')).not.toHaveProperty('holder');
  });

  it('after somebody stopped it, is answered so and takes nobody’s place', async () => {
    await admitted(aws, v1);
    await begun(aws, v2);
    await aws.ledger.stop('iris', name2, aStop());
    expect(await admission(aws, v2, 'token-2')).toEqual({ admission: 'stopped' });
    expect(answerTo('token-2')).toEqual({ ending: { kind: 'stopped', stop: aStop() }, fence: null });
    expect(await aws.leases.read('iris')).not.toHaveProperty('next');
  });
});

describe('A rollout that comes before the one that has the lease', () => {
  it('stops it: one that waits for its endpoint is answered at once', async () => {
    const fence = await admitted(aws, v1);
    serving(aws, undefined, 'Updating');
    await awaitCalm(aws.seam)({ rollout: v1, token: 'calm-1' });
    await asked(aws, v2, 'token-2');
    const stop = { kind: 'superseded', by: name2, reason: 'a newer artifact', at: instant };
    expect(answerTo('calm-1')).toEqual({ ending: { kind: 'stopped', stop } });
    expect(await aws.ledger.rollout('iris', name1)).toMatchObject({ stop });
    expect(await aws.ledger.waiting('iris')).toEqual([]);
    // It keeps the lease until it has ended.
    expect(await aws.leases.read('iris')).toMatchObject({ holder: { fence, claim: { rollout: name1 } } });
  });

  it('stops it: one that is being prepared finds the stop at its next step', async () => {
    const fence = await admitted(aws, v1);
    await asked(aws, v2);
    expect(await prepareRelease(aws.seam)({ rollout: v1, fence })).toEqual({
      ending: { kind: 'stopped', stop: expect.objectContaining({ kind: 'superseded', by: name2 }) },
      plan: null,
    });
  });

  it('by a rollback stops even one that shifts, by its switch', async () => {
    const { plan } = await prepared(aws, await uploaded(aws));
    await shifting(aws, plan);
    forget(aws);
    await asked(aws, aRollbackTo('iris-000000000000-1', v1));
    expect(aws.calls).toContain('cloudwatch:PutMetricData');
    expect(aws.alarms).toContainEqual(
      expect.objectContaining({
        AlarmName: `greenlight-test-abort-${rolloutName(plan.rollout)}`,
        StateValue: 'ALARM',
      }),
    );
  });

  it('leaves one that shifts in peace, where it is an upload', async () => {
    const plan = aPlan({}, v1);
    await shifting(aws, plan);
    forget(aws);
    expect(await asked(aws, v2)).toBeNull();
    expect(aws.calls).not.toContain('cloudwatch:PutMetricData');
    expect(await aws.ledger.rollout('iris', name1)).not.toHaveProperty('stop');
  });
});

describe('A rollout that waits for the lease', () => {
  it('of one that lives says nothing about it', async () => {
    await admitted(aws, v1);
    await asked(aws, v2);
    expect(aws.suspected).toEqual([]);
  });

  it('of one that is dead tells who sees to the dead, at every try', async () => {
    await admitted(aws, v1);
    aws.dead.add(executionOf(v1));
    await asked(aws, v2);
    await admission(aws, v2, 'token-2b');
    const suspicion = { endpoint: 'iris', rollout: name1, execution: executionOf(v1) };
    expect(aws.suspected).toEqual([suspicion, suspicion]);
  });
});
