import { beforeEach, describe, expect, it } from 'vitest';
import { rolloutName } from '../../core/release.ts';
import { make } from '../../functions/on-alarm-event.ts';
import { anExpectation, aRelease, aRollout, instant } from '../support/builders.ts';
import { type FakeAws, fakeAws, refusal } from '../support/fake-aws.ts';

const rollout = aRollout();
const name = rolloutName(rollout);
let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
});

/** "CloudWatch Alarm State Change" (facts §3), with CloudWatch's own way to write instants. */
const wentOn = (alarmName = 'iris-5xx', timestamp = '2026-01-05T10:20:00.000+0000') => ({
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  detail: {
    alarmName,
    configuration: { metrics: [] },
    previousState: { value: 'OK', timestamp: '2026-01-05T10:00:00.000+0000' },
    state: {
      value: 'ALARM',
      reason: 'Threshold Crossed: 2 datapoints were greater than the threshold (1.0).',
      reasonData: '{"version":"1.0","recentDatapoints":[3.0,9.0],"threshold":1.0}',
      timestamp,
    },
  },
});
const onAlarm = (...given: Parameters<typeof wentOn>) => make(aws.seam)(wentOn(...given));

const waits = (of = rollout, rollbackAlarms = ['iris-5xx']) =>
  aws.ledger.armShift(of, 'shift', {
    token: `token of ${of.release.endpoint}`,
    expected: anExpectation({ acknowledged: false }),
    rollbackAlarms,
  });
const watch = (on: 'rollback' | 'notify' = 'rollback', endpoint = 'iris') =>
  aws.ledger.watchAlarms(endpoint, [{ name: 'iris-5xx', on }]);

const breach = {
  name: 'iris-5xx',
  value: 9,
  threshold: 1,
  reason: 'Threshold Crossed: 2 datapoints were greater than the threshold (1.0).',
  at: '2026-01-05T10:20:00.000+0000',
};

describe('An alarm that goes on', () => {
  it('during a rollout is noted for its verdict, told with its numbers and announced', async () => {
    await watch();
    await waits();
    expect(await onAlarm()).toEqual({ told: ['iris'] });
    expect(await aws.ledger.waiting('iris')).toMatchObject([{ breaches: [breach] }]);
    expect(aws.told).toMatchObject([
      { phase: 'alarm', title: ':bell: iris: alarm iris-5xx (value 9, threshold 1)' },
    ]);
    expect(aws.told[0]?.text).toContain(`Rollout ${name} is under way`);
    expect(aws.announced).toEqual([
      { schemaVersion: '1', phase: 'alarm', endpoint: 'iris', rollout: name, breach, at: instant },
    ]);
  });

  it('is told once, however often its event comes', async () => {
    await watch();
    await waits();
    await onAlarm();
    expect(await onAlarm()).toEqual({ told: [] });
    expect(aws.told).toHaveLength(1);
    expect(aws.announced).toHaveLength(1);
  });

  it('is told again when it goes on again', async () => {
    await watch();
    await onAlarm();
    await onAlarm('iris-5xx', '2026-01-05T11:00:00.000+0000');
    expect(aws.told).toHaveLength(2);
  });

  it('is told by the next try where the first could not', async () => {
    await watch();
    await waits();
    aws.on('Publish', () => {
      throw refusal('Throttled', 'Rate exceeded');
    });
    await expect(onAlarm()).rejects.toThrow();
    // The verdict does not wait for the telling.
    expect(await aws.ledger.waiting('iris')).toMatchObject([{ breaches: [breach] }]);
    aws.on('Publish', undefined);
    expect(await onAlarm()).toEqual({ told: ['iris'] });
  });

  it('outside any rollout is told as that', async () => {
    await watch();
    await onAlarm();
    expect(aws.told[0]?.text).toContain('No rollout is under way.');
    expect(aws.announced[0]).toMatchObject({ rollout: null });
  });

  it('and only tells, does not count for the verdict', async () => {
    await watch('notify');
    await waits(rollout, []);
    await onAlarm();
    expect(aws.told[0]?.text).toContain('this alarm only tells');
    expect(await aws.ledger.waiting('iris')).toMatchObject([{ breaches: [] }]);
  });

  it('while the rollout waits for its endpoint is told, and speaks against nothing yet', async () => {
    await watch();
    await aws.ledger.armCalm(rollout, 'calm-1');
    expect(await onAlarm()).toEqual({ told: ['iris'] });
    expect(await aws.ledger.waiting('iris')).toEqual([
      { purpose: 'calm', endpoint: 'iris', name, token: 'calm-1' },
    ]);
  });

  it('while the rollout goes back is no reason against that', async () => {
    await watch();
    await aws.ledger.armShift(rollout, 'back', {
      token: 'back-1',
      expected: anExpectation({ acknowledged: false }),
      rollbackAlarms: ['iris-5xx'],
    });
    await onAlarm();
    expect(await aws.ledger.waiting('iris')).toMatchObject([{ purpose: 'back', breaches: [] }]);
  });

  it('that nobody watches is nobody’s business', async () => {
    await watch();
    expect(await onAlarm('another')).toEqual({ told: [] });
    expect(aws.calls).toEqual(['dynamodb:Query']);
  });

  it('and is watched by two endpoints, is told of each', async () => {
    await watch();
    await watch('rollback', 'fraud');
    const fraud = aRollout({ release: aRelease({ endpoint: 'fraud' }) });
    await waits();
    await waits(fraud);
    expect(await onAlarm()).toEqual({ told: ['fraud', 'iris'] });
    expect(await aws.ledger.waiting('fraud')).toMatchObject([{ breaches: [breach] }]);
    expect(await aws.ledger.waiting('iris')).toMatchObject([{ breaches: [breach] }]);
  });
});
