import { beforeEach, describe, expect, it } from 'vitest';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { make as admitRollout } from '../../functions/admit-rollout.ts';
import { make } from '../../functions/resolve-release.ts';
import { make as shiftTraffic } from '../../functions/shift-traffic.ts';
import { aStop, aWrittenManifest } from '../support/builders.ts';
import { type FakeAws, fakeAws, refusal } from '../support/fake-aws.ts';
import { approval } from '../support/gated.ts';
import { admitted, anUploadOf, executionOf, serving, uploaded } from '../support/rollouts-on-aws.ts';

let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
  serving(aws, 'iris-old');
});

const straight = (rollout: Rollout) =>
  make(aws.seam)({ rollout, execution: executionOf(rollout), straight: true });
const recordOf = (rollout: Rollout) => aws.ledger.rollout('iris', rolloutName(rollout));
const phases = () => aws.announced.map(({ phase }) => phase);
const times = (call: string) => aws.calls.filter((one) => one === call).length;
/** Does something right before the first call of that action. */
const justBefore = (action: string, work: () => Promise<unknown>) => {
  let done = false;
  aws.between(async (call, go) => {
    if (call === action && !done) {
      done = true;
      await work();
    }
    return go();
  });
};

describe('A release for which the endpoint is free', () => {
  it('is admitted, settled and prepared by one look, and tells its phases together', async () => {
    const rollout = await uploaded(aws);
    const reached = await straight(rollout);
    expect(reached).toMatchObject({ ending: null, busy: false, gated: { before: false, after: false } });
    expect(reached).toMatchObject({ fence: 1, plan: { config: rolloutName(rollout) } });
    expect(phases()).toEqual(['resolving', 'admitted', 'prepared']);
    expect(times('events:PutEvents')).toBe(1);
    expect(Object.keys((await recordOf(rollout))?.phases ?? {})).toEqual(phases());
    for (const look of ['DescribeEndpoint', 'DescribeEndpointConfig', 'DescribeModel'])
      expect([look, times(`sagemaker:${look}`)]).toEqual([look, 1]);
    // Of the endpoint, its config and its model.
    expect(times('sagemaker:ListTags')).toBe(3);
    expect(times('servicequotas:ListServiceQuotas')).toBe(1);
    // Before the shift the alarms and the manifest are looked at a second time.
    expect(times('cloudwatch:DescribeAlarms')).toBe(2);
    expect(times('s3:ListBucketVersions')).toBe(1);
  });

  it('shifts under the lease as it took it, without reading it again', async () => {
    const { fence, lease, plan } = (await straight(await uploaded(aws))) as { [name: string]: unknown };
    aws.calls.length = 0;
    await shiftTraffic(aws.seam)({ mode: 'shift', token: 't', fence, lease, plan });
    expect(aws.calls[0]).toBe('dynamodb:PutItem');
    expect(aws.shifts).toHaveLength(1);
  });

  it('does not shift if a newer release was promised its place since', async () => {
    const { fence, lease, plan } = (await straight(await uploaded(aws))) as { [name: string]: unknown };
    const next = anUploadOf('v9', 60);
    await admitRollout(aws.seam)({ rollout: next, token: 'next', execution: executionOf(next) });
    await shiftTraffic(aws.seam)({ mode: 'shift', token: 't', fence, lease, plan });
    expect(aws.shifts).toEqual([]);
    expect(aws.completed).toMatchObject([{ token: 't', output: { kind: 'not-begun' } }]);
  });

  it('gives the same when it is tried again', async () => {
    const rollout = await uploaded(aws);
    const first = await straight(rollout);
    expect(await straight(rollout)).toEqual(first);
    expect(phases()).toEqual(['resolving', 'admitted', 'prepared']);
  });
});

describe('What stands in the way is left to its own state', () => {
  it('another rollout that has the endpoint: its plan so far is kept, and it asks as others do', async () => {
    await admitted(aws, anUploadOf('v0', -60));
    const rollout = await uploaded(aws);
    expect(await straight(rollout)).toMatchObject({ ending: null, fence: null, plan: null });
    expect((await recordOf(rollout))?.plan).toMatchObject({ config: rolloutName(rollout) });
    expect(phases()).not.toContain('admitted');
    expect((await aws.leases.read('iris')).next).toBeUndefined();
  });

  it('another rollout that had the endpoint since it was looked at', async () => {
    const rollout = await uploaded(aws);
    justBefore('s3:GetObject', () =>
      aws.leases.change('iris', (lease) => ({ lease: { ...lease, fence: lease.fence + 1 }, answer: null })),
    );
    // The lease is read first of all; what was read of the endpoint may be from before the other one's end.
    const reached = await straight(rollout);
    aws.between(undefined);
    expect(reached).toMatchObject({ fence: null, plan: null });
  });

  it('a gate', async () => {
    const rollout = await uploaded(aws, { gates: { before: [approval] } });
    expect(await straight(rollout)).toMatchObject({ fence: 1, gated: { before: true }, plan: null });
    expect(await recordOf(rollout)).toMatchObject({ settled: { round: 1 } });
    expect(times('sagemaker:CreateModel')).toBe(0);
  });

  it('a busy endpoint', async () => {
    serving(aws, 'iris-old', 'Updating');
    const rollout = await uploaded(aws);
    expect(await straight(rollout)).toMatchObject({ ending: null, fence: 1, busy: true, plan: null });
    expect(phases()).toEqual(['resolving', 'admitted']);
  });

  it('a call that is refused: Prepare makes it again, and tells what is wrong', async () => {
    aws.on('CreateModel', () => {
      throw refusal('ValidationException', 'no such image');
    });
    const rollout = await uploaded(aws);
    expect(await straight(rollout)).toMatchObject({ ending: null, fence: 1, busy: false, plan: null });
    expect(phases()).toEqual(['resolving', 'admitted']);
  });
});

describe('A change on the way', () => {
  it('of the manifest is settled, too', async () => {
    const rollout = await uploaded(aws);
    justBefore('s3:ListBucketVersions', () =>
      aws.put('models/iris/greenlight.json', JSON.stringify(aWrittenManifest({ keep: 2 }))),
    );
    expect(await straight(rollout)).toMatchObject({ plan: { keep: 2 } });
  });

  it('of an alarm that goes off stops it before anything is made', async () => {
    const rollout = await uploaded(aws);
    justBefore('s3:ListBucketVersions', async () => {
      for (const alarm of aws.alarms) alarm.StateValue = 'ALARM';
    });
    expect(await straight(rollout)).toMatchObject({ ending: { kind: 'refused' }, plan: null });
    expect(times('sagemaker:CreateModel')).toBe(0);
  });

  it('of mind: a stop that comes while it is settled', async () => {
    const rollout = await uploaded(aws);
    justBefore('cloudwatch:DescribeAlarms', () => aws.ledger.stop('iris', rolloutName(rollout), aStop()));
    expect(await straight(rollout)).toMatchObject({ ending: { kind: 'stopped' }, plan: null });
    expect(times('sagemaker:CreateModel')).toBe(0);
  });
});

it('A release that cannot be is refused, and takes nobody’s place', async () => {
  const rollout = await uploaded(aws, { rollout: { strategy: 'linear', step: '60%', bake: '1m' } });
  expect(await straight(rollout)).toMatchObject({ ending: { kind: 'refused' }, fence: null });
  expect(await aws.leases.read('iris')).toEqual({ fence: 0 });
});
