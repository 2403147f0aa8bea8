import { beforeEach, describe, expect, it } from 'vitest';
import { rolloutName } from '../../core/release.ts';
import type { Ending } from '../../core/verdict/conclude.ts';
import { make } from '../../functions/conclude-rollout.ts';
import { aBreach, aProblem, aRollout, instant } from '../support/builders.ts';
import { type FakeAws, fakeAws, refusal } from '../support/fake-aws.ts';

const rollout = aRollout();
const name = rolloutName(rollout);
const live: Ending = { kind: 'verdict', verdict: { kind: 'live', breaches: [] } };
const rolledBack: Ending = { kind: 'verdict', verdict: { kind: 'rolled-back', breaches: [aBreach()] } };

let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
});
const conclude = (ending: Ending = live) => make(aws.seam)({ rollout, ending });
const inLedger = () => aws.item('endpoint#iris', `rollout#${name}`);

describe('Concluding a rollout', () => {
  it('writes its one outcome, tells people, tells machines, and answers with it', async () => {
    const result = await conclude(rolledBack);
    expect(result).toMatchObject({
      rollout: name,
      release: rollout.release.id,
      endpoint: 'iris',
      attempt: 1,
      outcome: 'ROLLED_BACK',
      breaches: [aBreach()],
      urgent: false,
    });
    expect(await inLedger()).toMatchObject({ outcome: 'ROLLED_BACK', endedAt: instant, toldAt: instant });
    expect(aws.told).toMatchObject([{ phase: 'ROLLED_BACK', title: ':rewind: iris v2: ROLLED_BACK' }]);
    expect(aws.announced).toEqual([{ ...result, phase: 'concluded', version: 'v2', at: instant }]);
  });

  it('writes before it tells: what was told can be looked up', async () => {
    await conclude();
    expect(aws.calls).toEqual([
      'dynamodb:UpdateItem',
      'sns:Publish',
      'events:PutEvents',
      'dynamodb:UpdateItem',
    ]);
  });

  it('lists every problem of a refusal', async () => {
    const problems = [aProblem(), aProblem({ field: 'alarms' })];
    expect(await conclude({ kind: 'refused', problems })).toMatchObject({ outcome: 'REJECTED', problems });
    expect(aws.told[0]?.text).toMatch(/rollout\.step: .*\n• alarms: /);
  });

  it('a second time finds the outcome and tells nothing anew', async () => {
    const first = await conclude(rolledBack);
    expect(await conclude(rolledBack)).toEqual(first);
    expect([aws.told.length, aws.announced.length]).toEqual([1, 1]);
  });

  it('with another ending keeps the first outcome', async () => {
    await conclude(rolledBack);
    expect(await conclude(live)).toMatchObject({ outcome: 'ROLLED_BACK' });
    expect(aws.told).toHaveLength(1);
  });

  it.each(['Publish', 'PutEvents'])('catches up on the telling where %s failed', async (operation) => {
    aws.on(operation, () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    await expect(conclude(rolledBack)).rejects.toThrow();
    expect(await inLedger()).toMatchObject({ outcome: 'ROLLED_BACK' });
    expect(await inLedger()).not.toHaveProperty('toldAt');
    aws.on(operation, undefined);
    expect(await conclude({ kind: 'timed-out' })).toMatchObject({ outcome: 'ROLLED_BACK' });
    expect(aws.told.at(-1)).toMatchObject({ phase: 'ROLLED_BACK' });
    expect(aws.announced).toMatchObject([{ outcome: 'ROLLED_BACK' }]);
    expect(await inLedger()).toMatchObject({ toldAt: instant });
  });

  it('tells of an error that a step gave, in its own words', async () => {
    const cause = JSON.stringify({
      errorType: 'ApiRefused',
      errorMessage: 'CreateModel was refused: no role',
    });
    const ending: Ending = { kind: 'error', during: 'Prepare', error: 'ApiRefused', cause };
    expect(await conclude(ending)).toMatchObject({ outcome: 'FAILED' });
    expect(aws.told[0]?.text).toContain('Prepare failed with ApiRefused: CreateModel was refused: no role.');
  });

  it('leaves nobody waiting for a verdict', async () => {
    const expected = {
      requestedConfig: name,
      previousConfig: null,
      modifiedBefore: null,
      acknowledged: false,
    };
    await aws.ledger.arm(rollout, { token: 'token', expected, rollbackAlarms: [] });
    await conclude({ kind: 'timed-out' });
    expect(await aws.ledger.waiting('iris')).toEqual([]);
  });
});
