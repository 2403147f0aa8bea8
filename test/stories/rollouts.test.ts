import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Story, startStory } from './story.ts';

let story: Story;
beforeEach(async () => {
  story = await startStory();
  await story.makeAlarm();
  await story.uploadManifest();
}, 60_000);
afterEach(() => story.close());

describe('dropping a model', () => {
  it('creates the endpoint with the first, and says so', async () => {
    const release = await story.upload('models/iris/v1/model.tar.gz');
    expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED', endpoint: 'iris' });
    const endpoint = await story.describe();
    expect(endpoint).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: `${release}-1` });
    expect(endpoint.ProductionVariants?.[0]).toMatchObject({
      VariantName: 'AllTraffic',
      CurrentInstanceCount: 5,
    });
    expect(story.told.map(({ phase }) => phase)).toEqual(['shifting', 'DEPLOYED']);
    await story.checkInvariants();
  });

  it('shifts to a better one in five baked steps', async () => {
    await story.ended(await story.upload('models/iris/v1/model.tar.gz'));
    story.startLoad();
    const before = story.clock.now();
    const release = await story.upload('models/iris/v2/model.tar.gz');
    expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED', breaches: [] });

    const bakes = story.events
      .filter((event) => event['detail-type'] === 'SageMaker Endpoint Deployment State Change')
      .map((event) => JSON.stringify(event.detail).match(/Baking for [^"]*/)?.[0])
      .filter((text) => text !== undefined);
    expect(bakes).toEqual([
      ...[1, 2, 3, 4].map(
        (n) =>
          `Baking for 300 seconds (WaitIntervalInSeconds) with traffic enabled on canary capacity of ${n} instance(s).`,
      ),
      'Baking for 300 seconds (TerminationWaitInSeconds) with traffic enabled on full capacity of 5 instance(s).',
    ]);
    // Provisioning 240 s, 4 × 300 s between shifts, 300 s at the end, termination 60 s.
    expect((story.clock.now() - before) / 1000).toBeCloseTo(240 + 4 * 300 + 300 + 60, -1);
    expect(await story.describe()).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: `${release}-1`,
    });
    await story.checkInvariants();
  });

  it('goes back by itself when a broken one trips the alarm, and tells the numbers', async () => {
    const good = await story.upload('models/iris/v1/model.tar.gz');
    await story.ended(good);
    story.startLoad();
    const release = await story.upload('models/iris/v2/model.tar.gz', story.broken);
    const concluded = await story.ended(release);

    expect(concluded.outcome).toBe('ROLLED_BACK');
    expect(concluded.breaches).toMatchObject([{ name: 'iris-5xx', threshold: 1 }]);
    const value = concluded.breaches[0]?.value as number;
    expect(value).toBeGreaterThanOrEqual(1);
    expect(concluded.cause).toContain(`iris-5xx (Invocation5XXErrors ${value}/min, limit 1/min)`);
    expect(story.told.map(({ phase }) => phase)).toEqual([
      'shifting',
      'DEPLOYED',
      'shifting',
      'alarm',
      'ROLLED_BACK',
    ]);
    expect(await story.describe()).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: `${good}-1`,
    });
    await story.checkInvariants();
  });

  it.each([
    { rollbackStatus: 'RollingBack' },
    { rollbackFailureReason: 'text' },
    { lastShiftBake: 'wait-interval-too' },
    { percentRounding: 'nearest' },
  ] as const)('is right about a rollback also if AWS behaves as %o', async (assumptions) => {
    const other = await startStory(assumptions);
    await other.makeAlarm();
    await other.uploadManifest();
    const good = await other.upload('models/iris/v1/model.tar.gz');
    await other.ended(good);
    other.startLoad();
    expect(await other.ended(await other.upload('models/iris/v2/model.tar.gz', other.broken))).toMatchObject({
      outcome: 'ROLLED_BACK',
      breaches: [{ name: 'iris-5xx' }],
    });
    await other.checkInvariants();
    await other.close();
  });

  it('takes six transitions, however long it bakes', async () => {
    await story.ended(await story.upload('models/iris/v1/model.tar.gz'));
    const release = await story.upload('models/iris/v2/model.tar.gz');
    await story.ended(release);
    const executionArn = `${story.aws.outputs.RolloutArn?.replace('stateMachine', 'execution')}:${release}-1`;
    const history = await story.clock.drive(
      story.aws.clients(SFNClient).send(new GetExecutionHistoryCommand({ executionArn })),
    );
    const entered = (history.events ?? []).flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
    expect(entered).toEqual(['Begin', 'Resolve', 'Admissible', 'ShiftTraffic', 'Judge', 'Conclude']);
  });
});

describe('events that come twice, late or out of turn', () => {
  it('start one rollout per object version, and end it once', async () => {
    const release = await story.upload('models/iris/v1/model.tar.gz');
    await story.clock.advance(0);
    const uploaded = story.events.find(
      (event) => event['detail-type'] === 'Object Created' && /v1/.test(JSON.stringify(event.detail)),
    );
    await story.replay(uploaded);
    await story.ended(release);
    await story.replay(uploaded);
    for (const event of story.events.filter(({ source }) => source === 'aws.sagemaker'))
      await story.replay(event);
    expect(await story.executions()).toEqual([{ name: `${release}-1`, status: 'SUCCEEDED' }]);
    await story.checkInvariants();
  });

  it('mean nothing while the update is under way', async () => {
    await story.ended(await story.upload('models/iris/v1/model.tar.gz'));
    const stale = story.events.findLast((event) => event.detail.EndpointStatus === 'IN_SERVICE');
    const release = await story.upload('models/iris/v2/model.tar.gz');
    for (let minute = 0; minute < 10; minute += 1) {
      await story.clock.advance(60_000);
      await story.replay(stale);
    }
    expect(story.concluded(release)).toEqual([]);
    expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants();
  });

  it('each new version of one key is a release of its own', async () => {
    const first = await story.upload('models/iris/v1/model.tar.gz');
    await story.ended(first);
    const second = await story.upload('models/iris/v1/model.tar.gz');
    expect(second).not.toBe(first);
    expect(await story.ended(second)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants();
  });
});

describe('a lost end event', () => {
  it('costs one timeout and one look, never a stuck rollout', async () => {
    await story.ended(await story.upload('models/iris/v1/model.tar.gz'));
    await story.loseEndpointEvents();
    const release = await story.upload('models/iris/v2/model.tar.gz');
    expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants();
  });
});
