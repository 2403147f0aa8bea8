import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, describe, expect, it } from 'vitest';
import { manifest, type Story, startStory } from './story.ts';

let story: Story;
afterEach(() => story.close());

async function started(text = manifest, assumptions: Parameters<typeof startStory>[0] = {}): Promise<void> {
  story = await startStory(assumptions);
  await story.makeAlarm();
  await story.uploadManifest(text);
}

const policy = (rollout: string) => manifest.replace(/rollout: .*/, `rollout: ${rollout}`);

/** As if the alarm had gone off: it holds until its next evaluation, at the next whole minute. */
async function tripAlarm(): Promise<void> {
  const command = new SetAlarmStateCommand({
    AlarmName: 'iris-5xx',
    StateValue: 'ALARM',
    StateReason: 'tripped by the story',
  });
  await story.clock.drive(story.aws.clients(CloudWatchClient).send(command));
}

describe('each strategy', () => {
  it.each([
    ['canary', '{ strategy: canary, step: 20%, bake: 5m, finalBake: 5m }', 240 + 300 + 300 + 60],
    ['all at once', '{ strategy: all-at-once, finalBake: 10m }', 240 + 600 + 60],
    [
      'linear by instances',
      '{ strategy: linear, step: 2 instances, bake: 3m, finalBake: 3m }',
      240 + 2 * 180 + 180 + 60,
    ],
  ])('%s is deployed in its time', async (_, rollout, seconds) => {
    await started(policy(rollout));
    await story.ended(await story.upload('models/iris/v1/model.tar.gz'));
    const before = story.clock.now();
    expect(await story.ended(await story.upload('models/iris/v2/model.tar.gz'))).toMatchObject({
      outcome: 'DEPLOYED',
    });
    expect((story.clock.now() - before) / 1000).toBeCloseTo(seconds, -1);
    await story.checkInvariants();
  });

  it.each([
    ['canary', '{ strategy: canary, step: 20%, bake: 10m, finalBake: 5m }'],
    ['all at once', '{ strategy: all-at-once, finalBake: 10m }'],
  ])('%s goes back when a broken model trips the alarm in a bake', async (_, rollout) => {
    await started(policy(rollout));
    await story.ended(await story.upload('models/iris/v1/model.tar.gz'));
    story.startLoad();
    expect(await story.ended(await story.upload('models/iris/v2/model.tar.gz', story.broken))).toMatchObject({
      outcome: 'ROLLED_BACK',
      breaches: [{ name: 'iris-5xx', threshold: 1 }],
    });
    await story.checkInvariants();
  });
});

describe('an alarm out of season', () => {
  it('after the last bake rolls back all the same, by an update of its own', async () => {
    await started(policy('{ strategy: all-at-once, finalBake: 5m }'));
    const good = await story.upload('models/iris/v1/model.tar.gz');
    await story.ended(good);
    // So that it ends between two whole minutes, when the alarm would be evaluated and found to be OK.
    await story.clock.advance(30_000);
    const release = await story.upload('models/iris/v2/model.tar.gz');
    // Provisioning 240 s and the bake 300 s are over; blue is being terminated, for 60 s.
    await story.clock.advance((240 + 300 + 30) * 1000);
    expect(await story.describe()).toMatchObject({ EndpointStatus: 'Updating' });
    const goingBack = () => story.told.some(({ phase }) => phase === 'going-back');
    while (!goingBack()) {
      await tripAlarm();
      await story.clock.advance(1000);
    }
    expect(await story.ended(release)).toMatchObject({
      outcome: 'ROLLED_BACK',
      cause: expect.stringContaining('after the last bake'),
      breaches: [{ name: 'iris-5xx' }],
    });
    expect(await story.describe()).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: `${good}-1`,
    });
    await story.checkInvariants();
  });

  it('that is on before the release is refused, and SageMaker never asked', async () => {
    await started();
    await tripAlarm();
    const release = await story.upload('models/iris/v1/model.tar.gz');
    expect(await story.ended(release)).toMatchObject({
      outcome: 'REJECTED',
      problems: [{ field: 'alarms[0].name', got: '"iris-5xx" in ALARM' }],
    });
    expect(await story.inSageMaker()).toEqual({ models: [], configs: [] });
    await story.checkInvariants();
  });

  it('while green is only provisioned stops nothing, and is told', async () => {
    await started();
    await story.ended(await story.upload('models/iris/v1/model.tar.gz'));
    const release = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(30_000);
    await tripAlarm();
    expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED' });
    expect(story.told.map(({ phase }) => phase)).toEqual([
      'shifting',
      'DEPLOYED',
      'shifting',
      'alarm',
      'DEPLOYED',
    ]);
    await story.checkInvariants();
  });
});

describe('a model that does not start', () => {
  it('as a first release ends FAILED: the endpoint can only be deleted, and says so', async () => {
    await started(manifest.replace('local:story', 'local:unknown'));
    const concluded = await story.ended(await story.upload('models/iris/v1/model.tar.gz'));
    expect(concluded).toMatchObject({ outcome: 'FAILED', urgent: true });
    expect(concluded.cause).toMatch(/endpoint is Failed and serves nothing; it can only be deleted/);
    await story.checkInvariants();
  });

  it('as an update is ROLLED_BACK with the reason that AWS gives, and blue serves on', async () => {
    await started();
    const good = await story.upload('models/iris/v1/model.tar.gz');
    await story.ended(good);
    // A changed manifest alone is tried with the release that is live.
    await story.uploadManifest(manifest.replace('local:story', 'local:unknown'));
    const concluded = await story.ended(`${good}-2`);
    expect(concluded.outcome).toBe('ROLLED_BACK');
    expect(concluded.breaches).toEqual([]);
    expect(concluded.cause).not.toContain('AWS gave no reason');
    expect(await story.describe()).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: `${good}-1`,
    });
    await story.checkInvariants();
  });
});
