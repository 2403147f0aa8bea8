import { beforeEach, describe, expect, it } from 'vitest';
import { rolloutName } from '../../core/release.ts';
import { concludeEnding } from '../../core/verdict/conclude-ending.ts';
import type { Ending } from '../../core/verdict/ending.ts';
import { make as onEndpointEvent } from '../../functions/on-endpoint-event.ts';
import { make } from '../../functions/shift-traffic.ts';
import { aPlan, instant, instantMs } from '../support/builders.ts';
import { type FakeAws, fakeAws, refusal } from '../support/fake-aws.ts';
import { comesToRest as comesToRestOn, forget, planned } from '../support/rollouts-on-aws.ts';

const plan = aPlan();
const previous = plan.previousConfig ?? '';
const first = aPlan({ live: undefined });

let aws: FakeAws;
let fence: number;
beforeEach(async () => {
  aws = await fakeAws();
  aws.endpoints.set('iris', { status: 'InService', config: previous, modified: instantMs - 1000 });
  fence = await planned(aws, plan);
  aws.completed.length = 0;
  forget(aws);
});

const run = (mode: 'shift' | 'await-again' | 'back') => (token: string, of: typeof plan) =>
  make(aws.seam)({ mode, token, fence, plan: of });
const shift = (token = 'token-1', of = plan) => run('shift')(token, of);
const awaitAgain = (token = 'token-2', of = plan) => run('await-again')(token, of);

/** The endpoint comes to rest on a config, some minutes later. */
const comesToRest = (config: string, status?: string) => comesToRestOn(aws, config, status);

/** From now on calls of the operation take effect, but their answers are lost. */
function loseTheAnswerOf(operation: 'UpdateEndpoint' | 'CreateEndpoint'): void {
  aws.on(operation, () => {
    aws.endpoints.set('iris', {
      status: 'Updating',
      config: previous,
      pending: plan.config,
      modified: instantMs,
    });
    throw refusal('InternalFailure', 'the answer was lost');
  });
}

/** `operation` fails once, then works. */
function failOnce(operation: string): void {
  aws.on(operation, () => {
    aws.on(operation, undefined);
    throw refusal('ThrottlingException', `${operation} failed`);
  });
}

describe('Shifting traffic', () => {
  it('and its end store how the endpoint looks, without a call of their own', async () => {
    await shift();
    await aws.clock.advance(600_000);
    comesToRest(plan.config);
    await onEndpointEvent(aws.seam)({ detail: { EndpointName: 'iris' } });
    const looks = await aws.ledger.looks('iris', rolloutName(plan.rollout));
    expect(looks.map(({ reading }) => [reading.status, reading.config])).toEqual([
      ['InService', previous],
      ['InService', plan.config],
    ]);
    expect(aws.calls.filter((call) => call === 'sagemaker:DescribeEndpoint')).toHaveLength(3);
  });

  it('stores the token, calls, records the acknowledgement, tells, and looks once: in this order', async () => {
    expect(await shift()).toEqual({ armed: true, settled: false });
    expect(aws.calls).toEqual([
      // Its lease holds, and says from now on that it shifts.
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'sagemaker:DescribeEndpoint',
      // The token; then whether somebody wants it stopped.
      'dynamodb:UpdateItem',
      'dynamodb:GetItem',
      'sagemaker:UpdateEndpoint',
      // The acknowledgement and the phase; and the deployment config, as ours, so that it is never taken for its owner's.
      'dynamodb:TransactWriteItems',
      'events:PutEvents',
      'sns:Publish',
      'sagemaker:DescribeEndpoint',
    ]);
  });

  it('can be found by an event that comes before UpdateEndpoint has answered, but gets no verdict from it', async () => {
    let found: unknown;
    aws.on('UpdateEndpoint', async () => {
      found = await aws.ledger.waiting('iris');
      return {};
    });
    await shift();
    expect(found).toMatchObject([
      {
        token: 'token-1',
        expected: {
          requestedConfig: plan.config,
          previousConfig: previous,
          modifiedBefore: instantMs - 1000,
          acknowledged: false,
        },
        rollbackAlarms: ['iris-5xx'],
      },
    ]);
    expect(await aws.ledger.waiting('iris')).toMatchObject([{ expected: { acknowledged: true } }]);
  });

  it('asks for exactly what was planned', async () => {
    await shift();
    expect(aws.shifts).toEqual([
      {
        EndpointName: 'iris',
        EndpointConfigName: plan.config,
        DeploymentConfig: plan.deployment,
        RetainAllVariantProperties: true,
      },
    ]);
    expect(aws.told.map(({ phase }) => phase)).toEqual(['shifting']);
  });

  it('creates the endpoint of a first release', async () => {
    aws.endpoints.clear();
    expect(await shift('token-1', first)).toEqual({ armed: true, settled: false });
    expect(aws.shifts).toEqual([
      {
        EndpointName: 'iris',
        EndpointConfigName: first.config,
        DeploymentConfig: first.deployment,
        Tags: [{ Key: 'greenlight:managed', Value: 'true' }],
      },
    ]);
    expect(await aws.ledger.waiting('iris')).toMatchObject([
      { expected: { previousConfig: null, modifiedBefore: null, acknowledged: true } },
    ]);
  });

  it('takes an InService that is only a stale read for no verdict', async () => {
    aws.on('UpdateEndpoint', () => ({}));
    expect(await shift()).toMatchObject({ settled: false });
    expect(aws.completed).toEqual([]);
  });

  it('ends its own wait where the end has come before its last look', async () => {
    aws.on('UpdateEndpoint', () => {
      comesToRest(plan.config);
      return {};
    });
    expect(await shift()).toMatchObject({ settled: true });
    expect(aws.completed).toEqual([{ token: 'token-1', output: { kind: 'live' } }]);
    expect(await aws.ledger.waiting('iris')).toEqual([]);
  });

  it('is refused for good where the API refuses, and nothing waits for a verdict', async () => {
    aws.on('UpdateEndpoint', () => {
      throw refusal('ResourceLimitExceeded', 'limit is 4 Instances');
    });
    await expect(shift()).rejects.toMatchObject({ name: 'ApiRefused' });
    expect(await aws.ledger.waiting('iris')).toMatchObject([{ expected: { acknowledged: false } }]);
    expect(aws.told).toEqual([]);
  });

  it('is refused where somebody else’s update is in progress', async () => {
    aws.endpoints.set('iris', {
      status: 'Updating',
      config: previous,
      pending: 'theirs',
      modified: instantMs,
    });
    await expect(shift()).rejects.toMatchObject({
      name: 'ApiRefused',
      message: expect.stringMatching(/^UpdateEndpoint was refused: Cannot update in-progress endpoint/),
    });
  });

  it('undoes nobody’s change: an endpoint that serves something else than planned is left alone', async () => {
    aws.endpoints.set('iris', { status: 'InService', config: 'theirs', modified: instantMs });
    await expect(shift()).rejects.toMatchObject({
      name: 'EndpointChanged',
      message: expect.stringContaining('serves theirs now; nothing was changed'),
    });
    expect(aws.shifts).toEqual([]);
  });

  it('does nothing for a rollout that has its outcome already', async () => {
    const ending = concludeEnding({ kind: 'timed-out', during: 'shift' });
    await aws.ledger.conclude(plan.rollout, ending, instant, true);
    await expect(shift()).rejects.toMatchObject({ name: 'LeaseLost' });
    expect(aws.shifts).toEqual([]);
  });

  it('sets the instance counts only where the manifest wants that', async () => {
    await shift('token-1', { ...plan, resize: true });
    expect(aws.shifts).toMatchObject([
      {
        RetainAllVariantProperties: true,
        ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DesiredInstanceCount' }],
      },
    ]);
  });
});

describe('A shift that is tried again', () => {
  it('after a lost answer calls no second time, and is acknowledged', async () => {
    loseTheAnswerOf('UpdateEndpoint');
    await expect(shift('token-1')).rejects.toMatchObject({ name: 'InternalFailure' });
    aws.on('UpdateEndpoint', undefined);
    expect(await shift('token-2')).toMatchObject({ armed: true });
    expect(aws.shifts).toEqual([]);
    expect(await aws.ledger.waiting('iris')).toMatchObject([
      { token: 'token-2', expected: { acknowledged: true, modifiedBefore: instantMs - 1000 } },
    ]);
  });

  it('counts a refusal as done where our own config is in progress: the lost answer came through late', async () => {
    aws.on('UpdateEndpoint', () => {
      aws.endpoints.set('iris', {
        status: 'Updating',
        config: previous,
        pending: plan.config,
        modified: instantMs,
      });
      throw refusal('ValidationException', 'Cannot update in-progress endpoint "arn".');
    });
    expect(await shift()).toMatchObject({ armed: true });
    expect(await aws.ledger.waiting('iris')).toMatchObject([{ expected: { acknowledged: true } }]);
  });

  it('tells of the shift once', async () => {
    failOnce('Publish');
    await expect(shift('token-1')).rejects.toThrow();
    await shift('token-2');
    await shift('token-3');
    expect(aws.shifts).toHaveLength(1);
    expect(aws.told.length).toBeLessThanOrEqual(1);
  });

  it('never repeats a call that was acknowledged: what SageMaker rolled back meanwhile stays rolled back', async () => {
    failOnce('Publish');
    await expect(shift('token-1')).rejects.toThrow();
    comesToRest(previous);
    expect(await shift('token-2')).toMatchObject({ settled: true });
    expect(aws.shifts).toHaveLength(1);
    expect(aws.completed).toMatchObject([{ token: 'token-2', output: { kind: 'rolled-back' } }]);
  });

  it('makes no second call where its end has come between two tries: what was rolled back stays so', async () => {
    aws.on('UpdateEndpoint', (input) => {
      aws.on('UpdateEndpoint', undefined);
      failOnce('DescribeEndpoint');
      aws.shifts.push(input);
      return {};
    });
    await expect(shift('token-1')).rejects.toMatchObject({ name: 'ThrottlingException' });
    // Nobody waits behind the first token any more, and the second try is yet to come.
    aws.gone.add('token-1');
    comesToRest(previous);
    await onEndpointEvent(aws.seam)({ detail: { EndpointName: 'iris' } });
    expect(await aws.ledger.waiting('iris')).toEqual([]);
    expect(await shift('token-2')).toMatchObject({ settled: true });
    expect(aws.shifts).toHaveLength(1);
    expect(aws.completed).toMatchObject([{ token: 'token-2', output: { kind: 'rolled-back' } }]);
  });

  it('of a first release does not create the endpoint twice', async () => {
    aws.endpoints.clear();
    failOnce('Publish');
    await expect(shift('token-1', first)).rejects.toThrow();
    await shift('token-2', first);
    expect(aws.shifts).toHaveLength(1);
  });
});

describe('Waiting again, once the verdict was given', () => {
  /** The shift is over, and its wait with it. */
  async function shifted(config: string): Promise<void> {
    await shift('token-1');
    comesToRest(config);
    await awaitAgain('token-1b');
    aws.completed.length = 0;
    expect(await aws.ledger.waiting('iris')).toEqual([]);
  }
  const changing = (config: string) =>
    aws.endpoints.set('iris', { status: 'SystemUpdating', config, modified: instantMs + 400_000 });

  it('waits for the endpoint’s rest, though it shows nothing of the release any more', async () => {
    await shifted(previous);
    changing(previous);
    expect(await awaitAgain('token-2')).toEqual({ armed: true, settled: false });
    comesToRest(previous);
    await awaitAgain('token-3');
    expect(aws.completed).toMatchObject([{ token: 'token-3', output: { kind: 'rolled-back' } }]);
  });

  it('comes to the same verdict, with the causes that were known then', async () => {
    await shift('token-1');
    const [waiting] = await aws.ledger.waiting('iris');
    const breach = { name: 'iris-5xx', value: 9, threshold: 1, reason: 'r', at: instant };
    if (waiting?.purpose === 'shift') await aws.ledger.noteBreach(waiting, breach);
    comesToRest(previous);
    await awaitAgain('token-1b');
    await awaitAgain('token-2');
    expect(aws.completed.at(-1)).toMatchObject({
      token: 'token-2',
      output: { kind: 'rolled-back', breaches: [breach] },
    });
  });

  it('does not call good what was not to stay, though its alarm is calm by now', async () => {
    await shift('token-1');
    comesToRest(plan.config);
    aws.alarms.push({ AlarmName: 'iris-5xx', StateValue: 'ALARM', StateReason: 'r' });
    await awaitAgain('token-1b');
    aws.alarms.length = 0;
    await awaitAgain('token-2');
    expect(aws.completed.at(-1)).toMatchObject({
      token: 'token-2',
      output: { kind: 'unwanted', breaches: [{ name: 'iris-5xx' }] },
    });
  });

  it('waits for the end of going back, where that was asked for last', async () => {
    await shifted(plan.config);
    await run('back')('back-1', plan);
    expect(aws.shifts).toHaveLength(2);
    comesToRest(previous);
    await awaitAgain('token-2');
    expect(aws.completed.at(-1)).toMatchObject({ token: 'token-2', output: { kind: 'live' } });
    expect(aws.shifts).toHaveLength(2);
  });

  it('a release that is not to stay is taken back also after a time-out was told, but for one that is over', async () => {
    await shifted(plan.config);
    const timedOut: Ending = { kind: 'timed-out', during: 'shift' };
    await aws.ledger.conclude(plan.rollout, concludeEnding(timedOut), instant, true);
    await run('back')('back-1', plan);
    expect(aws.shifts).toHaveLength(2);
    const aftermath = { at: instant, status: 'InService', serving: previous };
    await aws.ledger.noteAftermath(plan.rollout, aftermath);
    const [wait] = await aws.ledger.waiting('iris');
    if (wait) await aws.ledger.disarm(wait);
    comesToRest(plan.config);
    await expect(run('back')('back-2', plan)).rejects.toMatchObject({ name: 'LeaseLost' });
  });
});

describe('Waiting again, after an event was lost', () => {
  it('makes no call, takes the new token and waits on', async () => {
    await shift('token-1');
    aws.calls.length = 0;
    expect(await awaitAgain('token-2')).toEqual({ armed: true, settled: false });
    expect(aws.shifts).toHaveLength(1);
    expect(await aws.ledger.waiting('iris')).toMatchObject([
      { token: 'token-2', expected: { acknowledged: true, modifiedBefore: instantMs - 1000 } },
    ]);
    expect(aws.told.map(({ phase }) => phase)).toEqual(['shifting']);
  });

  it.each([
    ['live', plan.config, 'live'],
    ['rolled back', previous, 'rolled-back'],
  ])('finds what the lost event had to tell: %s', async (_, config, kind) => {
    await shift('token-1');
    comesToRest(config);
    expect(await awaitAgain('token-2')).toEqual({ armed: true, settled: true });
    expect(aws.completed).toMatchObject([{ token: 'token-2', output: { kind } }]);
  });

  it('keeps the alarms that were seen before', async () => {
    await shift('token-1');
    const [waiting] = await aws.ledger.waiting('iris');
    const breach = { name: 'iris-5xx', value: 9, threshold: 1, reason: 'r', at: instant };
    if (waiting?.purpose === 'shift') await aws.ledger.noteBreach(waiting, breach);
    comesToRest(previous);
    await awaitAgain('token-2');
    expect(aws.completed).toMatchObject([{ output: { kind: 'rolled-back', breaches: [breach] } }]);
  });

  it('sees by the endpoint that the call got through, though its acknowledgement was lost', async () => {
    loseTheAnswerOf('UpdateEndpoint');
    await expect(shift('token-1')).rejects.toThrow();
    expect(await awaitAgain('token-2')).toEqual({ armed: true, settled: false });
    // And the next event can be a verdict: the acknowledgement is in the ledger now.
    expect(await aws.ledger.waiting('iris')).toMatchObject([
      { token: 'token-2', expected: { acknowledged: true } },
    ]);
  });

  it('fails where the endpoint shows nothing of the release: the call never got through', async () => {
    failOnce('UpdateEndpoint');
    await expect(shift('token-1')).rejects.toThrow();
    await expect(awaitAgain('token-2')).rejects.toMatchObject({
      name: 'ShiftNotBegun',
      message: `endpoint iris shows nothing of this release; it serves ${previous} as before`,
    });
    expect(aws.shifts).toEqual([]);
  });
});
