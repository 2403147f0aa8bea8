import { beforeEach, describe, expect, it } from 'vitest';
import { rolloutName } from '../../core/release.ts';
import { concludeEnding } from '../../core/verdict/conclude-ending.ts';
import { make } from '../../functions/on-endpoint-event.ts';
import { aBreach, anExpectation, aPlan, aRollout, instant, instantMs } from '../support/builders.ts';
import { type FakeAws, fakeAws, refusal } from '../support/fake-aws.ts';
import { waitingAtGate } from '../support/gated.ts';
import { admitted, forget, kept, shifting } from '../support/rollouts-on-aws.ts';

const rollout = aRollout();
let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
  endpointIs('iris-old', { status: 'Updating', pending: 'iris-new' });
});

/**
 * "SageMaker Endpoint State Change" (SageMaker's guide, "Events for SageMaker AI in Amazon EventBridge"); what
 * it says of the state is never believed.
 */
const event = (EndpointName = 'iris', EndpointStatus = 'IN_SERVICE') => ({
  'detail-type': 'SageMaker Endpoint State Change',
  source: 'aws.sagemaker',
  detail: { EndpointName, EndpointStatus, EndpointConfigName: 'whatever', Tags: {} },
});
const onEvent = (...given: Parameters<typeof event>) => make(aws.seam)(event(...given));

const endpointIs = (config: string, over: { status?: string; pending?: string; modified?: number } = {}) =>
  aws.endpoints.set('iris', { status: 'InService', config, modified: instantMs + 60_000, ...over });

async function waits(over: Parameters<typeof anExpectation>[0] = {}, token = 'token-1') {
  const { acknowledged, ...expected } = anExpectation(over);
  const armed = { token, expected: { ...expected, acknowledged: false }, rollbackAlarms: ['iris-5xx'] };
  const waiting = await aws.ledger.armShift(rollout, 'shift', armed);
  if (acknowledged) await aws.ledger.acknowledge(rollout, 'shift', instant);
  return waiting;
}

describe('An endpoint’s event', () => {
  it('costs no look at the endpoint where nobody waits for it', async () => {
    expect(await onEvent()).toEqual({ settled: [] });
    // Nor did we ever release to it, or whatever became of it would be told; nor has a rollout its lease.
    expect(aws.calls).toEqual(['dynamodb:Query', 'dynamodb:BatchGetItem']);
  });

  it('of another endpoint costs none either', async () => {
    await waits();
    await onEvent('another');
    expect(aws.calls).not.toContain('sagemaker:DescribeEndpoint');
  });

  it('in other letters than the endpoint’s ends the wait too: it is looked up by its own name', async () => {
    await waits();
    endpointIs('iris-new');
    expect(await onEvent('IRIS')).toEqual({ settled: ['live'] });
  });

  it('ends the wait of a live release, after one look', async () => {
    await waits();
    endpointIs('iris-new');
    expect(await onEvent()).toEqual({ settled: ['live'] });
    expect(aws.completed).toEqual([{ token: 'token-1', output: { kind: 'live' } }]);
    expect(aws.calls.filter((call) => call === 'sagemaker:DescribeEndpoint')).toHaveLength(1);
    expect(await aws.ledger.waiting('iris')).toEqual([]);
  });

  it('ends the wait of a release that was rolled back, with the alarm’s numbers', async () => {
    await aws.ledger.noteBreach(await waits(), aBreach());
    endpointIs('iris-old');
    expect(await onEvent()).toEqual({ settled: ['rolled-back'] });
    expect(aws.completed[0]?.output).toEqual({ kind: 'rolled-back', breaches: [aBreach()] });
  });

  it('finds an alarm that is on, though its own event is late', async () => {
    await waits();
    endpointIs('iris-old');
    aws.alarms.push({
      AlarmName: 'iris-5xx',
      StateValue: 'ALARM',
      StateReason: 'Threshold Crossed',
      StateReasonData: '{"recentDatapoints":[9],"threshold":1}',
    });
    await onEvent();
    expect(aws.completed[0]?.output).toMatchObject({
      breaches: [{ name: 'iris-5xx', value: 9, threshold: 1 }],
    });
  });

  it('is not believed: InService by the event, still Updating by the look', async () => {
    await waits();
    expect(await onEvent()).toEqual({ settled: [] });
    expect(aws.completed).toEqual([]);
    expect(aws.calls).not.toContain('cloudwatch:DescribeAlarms');
    expect(await aws.ledger.waiting('iris')).toHaveLength(1);
  });

  it('that is late, from before the call, is no verdict: InService as it was', async () => {
    await waits();
    endpointIs('iris-old', { modified: instantMs });
    expect(await onEvent()).toEqual({ settled: [] });
    expect(aws.completed).toEqual([]);
  });

  it('is no verdict before SageMaker has acknowledged the call', async () => {
    await waits({ acknowledged: false });
    endpointIs('iris-new');
    expect(await onEvent()).toEqual({ settled: [] });
    expect(aws.completed).toEqual([]);
  });

  it('that comes twice ends the wait once', async () => {
    await waits();
    endpointIs('iris-new');
    await onEvent();
    expect(await onEvent()).toEqual({ settled: [] });
    expect(aws.completed).toHaveLength(1);
  });

  it('that comes twice at once ends the wait once', async () => {
    await waits();
    endpointIs('iris-new');
    await Promise.all([onEvent(), onEvent()]);
    expect(aws.completed).toHaveLength(1);
  });

  it('does not take the newer token from a task that waits again meanwhile', async () => {
    await waits({}, 'token-1');
    endpointIs('iris-new');
    aws.on('SendTaskSuccess', async () => {
      // The old wait has timed out, and the next state arms its own, just now.
      await waits({}, 'token-2');
      throw refusal('TaskTimedOut', 'Task Timed Out');
    });
    await onEvent();
    expect(await aws.ledger.waiting('iris')).toMatchObject([{ token: 'token-2' }]);
  });

  it('keeps the token where the verdict could not be handed over: the next try will', async () => {
    await waits();
    endpointIs('iris-new');
    aws.on('SendTaskSuccess', () => {
      throw refusal('InternalFailure', 'no answer');
    });
    await expect(onEvent()).rejects.toMatchObject({ name: 'InternalFailure' });
    aws.on('SendTaskSuccess', undefined);
    expect(await onEvent()).toEqual({ settled: ['live'] });
  });

  it.each(['DescribeEndpoint', 'DescribeAlarms'])(
    'has the waiting task look by itself where AWS takes no more calls of %s',
    async (operation) => {
      await waits();
      endpointIs('iris-new');
      aws.on(operation, () => {
        throw refusal('ThrottlingException', 'Rate exceeded');
      });
      expect(await onEvent()).toEqual({ settled: ['handed-back'] });
      expect(aws.completed).toEqual([{ token: 'token-1', output: { error: 'ThrottlingException' } }]);
      // The acknowledgement stays with it.
      expect(await aws.ledger.waiting('iris')).toMatchObject([{ expected: { acknowledged: true } }]);
      // A second event meets nobody who waits: no harm.
      expect(await onEvent()).toEqual({ settled: ['handed-back'] });
    },
  );

  it('leaves a call that is still being made to who makes it, and is tried again itself', async () => {
    await waits({ acknowledged: false });
    aws.on('DescribeEndpoint', () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    await expect(onEvent()).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(aws.completed).toEqual([]);
  });

  it.each([
    ['Failed', 'FAILED', 'endpoint-failed'],
    ['UpdateRollbackFailed', 'UPDATE_ROLLBACK_FAILED', 'rollback-failed'],
    ['Deleting', 'DELETING', 'deleted'],
  ])('of an endpoint that is %s ends the wait as failed', async (status, told, why) => {
    await waits();
    endpointIs('iris-old', { status });
    expect(await onEvent('iris', told)).toEqual({ settled: ['failed'] });
    expect(aws.completed[0]?.output).toMatchObject({ kind: 'failed', why });
  });

  it('of an endpoint that is gone ends the wait as failed', async () => {
    await waits();
    aws.endpoints.clear();
    await onEvent();
    expect(aws.completed[0]?.output).toMatchObject({ kind: 'failed', why: 'deleted' });
  });
});

describe('An endpoint’s event, before the shift,', () => {
  beforeEach(() => aws.ledger.armIdle(rollout, 'calm-1'));

  it('ends the wait for its coming to rest, whatever it came to', async () => {
    endpointIs('theirs');
    expect(await onEvent()).toEqual({ settled: ['calm'] });
    expect(aws.completed).toEqual([{ token: 'calm-1', output: { ending: null } }]);
    expect(await aws.ledger.waiting('iris')).toEqual([]);
  });

  it('leaves it waiting while the endpoint is still changing', async () => {
    expect(await onEvent()).toEqual({ settled: [] });
    expect(await aws.ledger.waiting('iris')).toHaveLength(1);
  });

  it('that comes twice wakes it once', async () => {
    endpointIs('theirs');
    await Promise.all([onEvent(), onEvent()]);
    expect(aws.completed).toHaveLength(1);
  });
});

describe('What somebody else did to an endpoint of ours', () => {
  const believe = () =>
    aws.ledger.keepLastKnownState({
      endpoint: 'iris',
      configName: 'iris-old',
      status: 'InService',
      lastModified: instantMs,
    });
  beforeEach(believe);

  it('is told, with what changed, and announced', async () => {
    endpointIs('theirs');
    expect(await onEvent()).toEqual({ settled: [], drift: 'config' });
    expect(aws.told).toHaveLength(1);
    expect(aws.told[0]?.text).toContain('theirs');
    expect(aws.announced).toEqual([
      {
        schemaVersion: '1',
        phase: 'drift',
        at: instant,
        endpoint: 'iris',
        what: 'config',
        from: 'iris-old',
        to: 'theirs',
      },
    ]);
  });

  it('is told with the command that undoes it, where there is what served before', async () => {
    await aws.ledger.begin(rollout, 'arn', instant);
    await aws.ledger.keepPlan({ ...aPlan(), rollout, config: 'iris-old' });
    const live = concludeEnding({ kind: 'verdict', verdict: { kind: 'live' } });
    await aws.ledger.conclude(rollout, live, instant, true);
    const command = 'npx greenlight rollback iris --to iris-old --stage test --region us-east-1';
    kept(aws, 'iris-old');
    endpointIs('theirs');
    await onEvent();
    expect(aws.told[0]?.nextSteps?.join()).toContain(command);
    await believe();
    aws.configs.delete('iris-old');
    endpointIs('theirs-too');
    await onEvent();
    expect(aws.told).toHaveLength(2);
    expect(aws.told[1]?.nextSteps ?? []).toEqual([]);
  });

  it('is told without any command, where nothing that served before was deployed', async () => {
    kept(aws, 'iris-old');
    endpointIs('theirs');
    await onEvent();
    expect(aws.told[0]?.nextSteps ?? []).toEqual([]);
  });

  it('is told once, however often its event comes', async () => {
    endpointIs('theirs');
    await onEvent();
    expect(await onEvent()).toEqual({ settled: [] });
    expect(aws.told).toHaveLength(1);
  });

  it('is told again when it is done again', async () => {
    endpointIs('theirs');
    await onEvent();
    endpointIs('iris-old', { modified: instantMs + 120_000 });
    await onEvent();
    endpointIs('theirs', { modified: instantMs + 180_000 });
    expect(await onEvent()).toMatchObject({ drift: 'config' });
    expect(aws.told).toHaveLength(3);
  });

  it('is told by the next try where the first could not', async () => {
    endpointIs('theirs');
    aws.on('Publish', () => {
      throw refusal('Throttled', 'Rate exceeded');
    });
    await expect(onEvent()).rejects.toThrow();
    aws.on('Publish', undefined);
    expect(await onEvent()).toMatchObject({ drift: 'config' });
    expect(aws.told).toHaveLength(1);
  });

  it('is its deletion, too', async () => {
    aws.endpoints.clear();
    expect(await onEvent('iris', 'DELETING')).toMatchObject({ drift: 'deleted' });
    expect(await onEvent('iris', 'DELETING')).toEqual({ settled: [] });
  });

  it('is not autoscaling or maintenance: those leave the config as it is', async () => {
    endpointIs('iris-old');
    expect(await onEvent()).toEqual({ settled: [] });
    expect(aws.told).toEqual([]);
  });

  it('is judged when it has come to rest', async () => {
    expect(await onEvent()).toEqual({ settled: [] });
  });

  it('is not told while a rollout of ours shifts: its verdict tells', async () => {
    const plan = aPlan();
    endpointIs('iris-old');
    await shifting(aws, { ...plan, previousConfig: 'iris-old' });
    const [wait] = await aws.ledger.waiting('iris');
    // The verdict was handed over, and the rollout is about to be concluded.
    if (wait) await aws.ledger.disarm(wait);
    forget(aws);
    endpointIs('theirs');
    expect(await onEvent()).toEqual({ settled: [] });
    expect(aws.told).toEqual([]);
  });

  it('is told while a rollout of ours is still before its shift', async () => {
    await admitted(aws, rollout);
    endpointIs('theirs');
    expect(await onEvent()).toMatchObject({ drift: 'config' });
  });

  it('is nobody’s business where we never released', async () => {
    aws.endpoints.set('another', { status: 'InService', config: 'x', modified: instantMs });
    expect(await onEvent('another')).toEqual({ settled: [] });
    expect(aws.calls).not.toContain('sagemaker:DescribeEndpoint');
  });
});

describe('An endpoint’s event, while a rollout waits at a gate after its shift,', () => {
  const plan = aPlan();
  const name = rolloutName(plan.rollout);
  const previous = plan.previousConfig ?? '';
  /** As the verdict was written. */
  const judged = async (configName = plan.config) => {
    const lastKnown = { endpoint: 'iris', configName, status: 'InService', lastModified: instantMs };
    await aws.ledger.keepLastKnownState(lastKnown);
    await aws.ledger.keepVerdict('iris', name, { kind: 'live' });
  };
  beforeEach(async () => {
    await waitingAtGate(aws, { after: [{ soak: '1h' }] });
    await aws.ledger.enter(plan.rollout, 'shifting', instant);
    aws.completed.length = 0;
    forget(aws);
  });
  const woken = [{ token: 'gate-1', output: {} }];

  it.each([
    ['another config', () => endpointIs('theirs'), 'config'],
    ['the config from before', () => endpointIs(previous), 'config'],
    ['no endpoint any more', () => aws.endpoints.clear(), 'deleted'],
    ['a Failed endpoint', () => endpointIs(plan.config, { status: 'Failed' }), 'failed'],
  ])('tells %s at once, and wakes it', async (_, becomes, drift) => {
    await judged();
    becomes();
    expect(await onEvent()).toEqual({ settled: [], drift });
    expect(aws.announced).toMatchObject([{ phase: 'drift', what: drift, from: plan.config }]);
    expect(aws.completed).toEqual(woken);
    expect(await aws.ledger.gateWaits('iris')).toEqual([]);
  });

  it('wakes it also where the try before had told, and come no further', async () => {
    await judged();
    endpointIs('theirs');
    aws.on('SendTaskSuccess', () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    await expect(onEvent()).rejects.toThrow();
    aws.on('SendTaskSuccess', undefined);
    await onEvent();
    expect(aws.completed).toEqual(woken);
    expect(aws.told).toHaveLength(1);
  });

  it.each([
    ['our own config', () => endpointIs(plan.config)],
    [
      'our own config, still changing',
      () => endpointIs(plan.config, { status: 'Updating', pending: 'theirs' }),
    ],
  ])('lets it wait while the endpoint is on %s', async (_, becomes) => {
    await judged();
    becomes();
    expect(await onEvent()).toEqual({ settled: [] });
    expect(aws.completed).toEqual([]);
    expect(aws.told).toEqual([]);
  });

  it('says nothing of the config from before once the rollout goes back to it', async () => {
    await judged();
    await aws.ledger.enter(plan.rollout, 'going-back', instant);
    endpointIs(previous);
    expect(await onEvent()).toEqual({ settled: [] });
    expect(aws.completed).toEqual([]);
  });

  it('goes by the rollout’s own config where version 0.1 wrote no verdict, and what is believed is older', async () => {
    const lastKnown = { endpoint: 'iris', configName: previous, status: 'InService', lastModified: 0 };
    await aws.ledger.keepLastKnownState(lastKnown);
    endpointIs(plan.config);
    expect(await onEvent()).toEqual({ settled: [] });
    endpointIs('theirs');
    expect(await onEvent()).toMatchObject({ drift: 'config' });
    expect(await onEvent()).toMatchObject({ settled: [] });
    expect(aws.announced).toMatchObject([{ from: plan.config, to: 'theirs' }]);
  });
});
