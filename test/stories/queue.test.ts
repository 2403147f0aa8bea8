import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manifest, type Story, startStory } from './story.ts';

let story: Story;
beforeEach(async () => {
  story = await startStory();
  await story.makeAlarm();
  await story.uploadManifest();
  await story.ended(await story.upload('models/iris/v1/model.tar.gz'));
}, 60_000);
afterEach(() => story.close());

const outcomes = async (...releases: readonly string[]) => {
  const ended = [];
  for (const release of releases) ended.push((await story.ended(release)).outcome);
  return ended;
};

describe('two uploads', () => {
  it('a second apart: the newer one follows the one that shifts already, and neither is lost', async () => {
    const second = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(1000);
    const third = await story.upload('models/iris/v3/model.tar.gz');
    expect(await outcomes(second, third)).toEqual(['DEPLOYED', 'DEPLOYED']);
    expect(story.told.find(({ phase }) => phase === 'queued')?.description).toContain(`${second}-1`);
    expect((await story.describe()).EndpointConfigName).toBe(`${third}-1`);
    await story.checkInvariants();
  });

  it('while a third shifts: the newest takes the one place behind it, the other is told by whom', async () => {
    const second = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(60_000);
    const third = await story.upload('models/iris/v3/model.tar.gz');
    await story.clock.advance(60_000);
    const fourth = await story.upload('models/iris/v4/model.tar.gz');
    expect(await outcomes(third, second, fourth)).toEqual(['SUPERSEDED', 'DEPLOYED', 'DEPLOYED']);
    expect(story.concluded(third)[0]?.cause).toBe(`${fourth}-1 took its place: a newer artifact.`);
    await story.checkInvariants();
  });

  it('whose events come in the wrong order: the older one never overtakes', async () => {
    const held = story.holdUploads();
    const older = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(2000);
    const newer = await story.upload('models/iris/v3/model.tar.gz');
    const [olderEvent, newerEvent] = await held.release();
    await story.replay(newerEvent);
    expect(await outcomes(newer)).toEqual(['DEPLOYED']);
    await story.replay(olderEvent);
    expect(await outcomes(older)).toEqual(['SUPERSEDED']);
    expect((await story.describe()).EndpointConfigName).toBe(`${newer}-1`);
    await story.checkInvariants();
  });

  it('of one key: the version that was uploaded first never overtakes', async () => {
    const first = await story.upload('models/iris/v2/model.tar.gz', await story.model('one'));
    const second = await story.upload('models/iris/v2/model.tar.gz', await story.model('two'));
    expect(first).not.toBe(second);
    await outcomes(second);
    expect((await story.describe()).EndpointConfigName).toBe(`${second}-1`);
    await story.checkInvariants();
  });
});

describe('an endpoint that something else is changing', () => {
  it('is waited for, and then updated', async () => {
    await story.rescale(6);
    const release = await story.upload('models/iris/v2/model.tar.gz');
    expect(await outcomes(release)).toEqual(['DEPLOYED']);
    const phases = story.phasesOf(`${release}-1`);
    expect(phases).toEqual([
      'resolving',
      'admitted',
      'waiting-for-endpoint',
      'prepared',
      'shifting',
      'concluded',
    ]);
    // What autoscaling has set is kept.
    expect((await story.describe()).ProductionVariants).toMatchObject([{ CurrentInstanceCount: 6 }]);
    await story.checkInvariants();
  });

  it('may be aborted meanwhile: nothing was changed', async () => {
    await story.rescale(6);
    const release = await story.upload('models/iris/v2/model.tar.gz');
    await story.until(() => story.phasesOf(`${release}-1`).includes('waiting-for-endpoint'));
    const answer = await story.operate({ command: 'abort', endpoint: 'iris', reason: 'not today' });
    expect(answer).toMatchObject({ done: 'stopped', rollout: `${release}-1` });
    expect(await story.ended(release)).toMatchObject({
      outcome: 'REJECTED',
      cause: 'Aborted by ana@example.com: not today. Nothing was changed.',
    });
    await story.checkInvariants();
  });
});

describe('a manifest alone', () => {
  it('starts another attempt of what is live, if it changes the model', async () => {
    const live = (await story.describe()).EndpointConfigName?.slice(0, -2) ?? '';
    await story.uploadManifest(manifest.replace("role: '", "environment: { LOG: debug }, role: '"));
    expect(await story.ended(`${live}-2`)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants();
  });

  it('that changes nothing of the model starts nothing, and nobody is told REJECTED', async () => {
    const before = story.told.length;
    await story.uploadManifest(manifest.replace('bake: 5m', 'bake: 6m'));
    await story.clock.advance(600_000);
    expect(await story.executions()).toHaveLength(1);
    expect(story.told.slice(before).map(({ phase }) => phase)).toEqual(['manifest']);
    await story.checkInvariants();
  });

  it('is tried once, however often its event comes', async () => {
    await story.uploadManifest(manifest.replace("role: '", "environment: { LOG: debug }, role: '"));
    await story.clock.advance(10_000);
    const event = story.events.findLast(({ source }) => source === 'aws.s3');
    await story.replay(event);
    await story.clock.advance(4_000_000);
    await story.replay(event);
    expect(await story.executions()).toHaveLength(2);
    await story.checkInvariants();
  });
});
