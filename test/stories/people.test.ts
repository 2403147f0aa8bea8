import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Story, startStory } from './story.ts';

let story: Story;
let first: string;
beforeEach(async () => {
  story = await startStory();
  await story.makeAlarm();
  await story.uploadManifest();
  first = await story.upload('models/iris/v1/model.tar.gz');
  await story.ended(first);
}, 60_000);
afterEach(() => story.close());

const abort = (more = {}) =>
  story.operate({ command: 'abort', endpoint: 'iris', reason: 'scores look wrong', ...more });
const rollback = (more = {}) => story.operate({ command: 'rollback', endpoint: 'iris', ...more });

/** Until the release bakes for the `nth` time. */
const baking = (nth: number) =>
  // Provisioning takes 240 s, a bake 300.
  story.clock.advance((240 + (nth - 1) * 300 + 60) * 1000);

describe('aborting', () => {
  it('in the second bake: SageMaker itself shifts back, and history knows who and why', async () => {
    const release = await story.upload('models/iris/v2/model.tar.gz');
    await baking(2);
    expect(await abort()).toMatchObject({ done: 'stopping', rollout: `${release}-1` });
    expect(await story.ended(release)).toMatchObject({
      outcome: 'ROLLED_BACK',
      cause:
        'Aborted by ana@example.com: scores look wrong. SageMaker shifted all traffic back; the config from before serves.',
      stop: { kind: 'abort', by: 'ana@example.com' },
    });
    expect((await story.describe()).EndpointConfigName).toBe(`${first}-1`);
    await story.checkInvariants();
  });

  it('twice is aborting once', async () => {
    const release = await story.upload('models/iris/v2/model.tar.gz');
    await baking(1);
    await abort({ reason: 'first' });
    await abort({ reason: 'second' });
    expect((await story.ended(release)).cause).toContain('first');
    await story.checkInvariants();
  });

  it('after the last bake: the rollout itself goes back as soon as it can', async () => {
    const release = await story.upload('models/iris/v2/model.tar.gz');
    // Five bakes and the final one are over: blue is being terminated.
    await story.clock.advance((240 + 5 * 300 + 30) * 1000);
    expect((await story.describe()).EndpointStatus).toBe('Updating');
    await abort();
    expect(await story.ended(release)).toMatchObject({
      outcome: 'ROLLED_BACK',
      cause: expect.stringContaining('The endpoint was updated back'),
    });
    expect((await story.describe()).EndpointConfigName).toBe(`${first}-1`);
    await story.checkInvariants();
  });

  it('one that waits for its turn: it is rejected, the other goes on', async () => {
    const second = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(60_000);
    const third = await story.upload('models/iris/v3/model.tar.gz');
    await story.clock.advance(10_000);
    expect(await abort({ release: third })).toMatchObject({ done: 'stopped', rollout: `${third}-1` });
    expect(await story.ended(third)).toMatchObject({ outcome: 'REJECTED' });
    expect(await story.ended(second)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants();
  });

  it('nothing: there is nothing to abort, and it says so', async () => {
    expect(await abort()).toMatchObject({ done: 'nothing' });
    await story.checkInvariants();
  });

  it('an abort leaves the next release to go on', async () => {
    const second = await story.upload('models/iris/v2/model.tar.gz');
    await baking(1);
    const third = await story.upload('models/iris/v3/model.tar.gz');
    await story.clock.advance(10_000);
    await abort();
    expect(await story.ended(second)).toMatchObject({ outcome: 'ROLLED_BACK' });
    expect(await story.ended(third)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants();
  });
});

describe('rolling back', () => {
  it('leads to what was deployed before, at once', async () => {
    await story.ended(await story.upload('models/iris/v2/model.tar.gz'));
    const answer = await rollback({ reason: 'customers complain' });
    expect(answer).toMatchObject({ done: 'started', rollout: `${first}-2` });
    expect(await story.ended(`${first}-2`)).toMatchObject({ outcome: 'DEPLOYED' });
    expect((await story.describe()).EndpointConfigName).toBe(`${first}-1`);
    expect(await story.item(`rollout#${first}-2`)).toMatchObject({
      start: { kind: 'rollback', by: 'ana@example.com', reason: 'customers complain' },
    });
    await story.checkInvariants();
  });

  it('leads to any release that is kept', async () => {
    await story.ended(await story.upload('models/iris/v2/model.tar.gz'));
    await story.ended(await story.upload('models/iris/v3/model.tar.gz'));
    await rollback({ to: first });
    expect(await story.ended(`${first}-2`)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants();
  });

  it('in the midst of a rollout is to stop it', async () => {
    const release = await story.upload('models/iris/v2/model.tar.gz');
    await baking(1);
    await rollback();
    expect(await story.ended(release)).toMatchObject({ outcome: 'ROLLED_BACK' });
    await story.checkInvariants();
  });

  it('to an older release in the midst of a rollout stops that one first', async () => {
    const second = await story.upload('models/iris/v2/model.tar.gz');
    await story.ended(second);
    const third = await story.upload('models/iris/v3/model.tar.gz');
    await baking(1);
    await rollback({ to: first });
    expect(await story.ended(third)).toMatchObject({
      outcome: 'ROLLED_BACK',
      cause: expect.stringContaining(`${first}-2 took its place: a rollback`),
    });
    expect(await story.ended(`${first}-2`)).toMatchObject({ outcome: 'DEPLOYED' });
    expect((await story.describe()).EndpointConfigName).toBe(`${first}-1`);
    await story.checkInvariants();
  });

  it('is not to be had where there is nothing from before', async () => {
    expect(await rollback()).toMatchObject({ done: 'nothing' });
    await story.checkInvariants();
  });
});

describe('trying again', () => {
  it('is another attempt of the same release', async () => {
    const release = await story.upload('models/iris/v2/model.tar.gz');
    await baking(1);
    await abort();
    await story.ended(release);
    const answer = await story.operate({ command: 'retry', endpoint: 'iris', release });
    expect(answer).toMatchObject({ done: 'started', rollout: `${release}-2` });
    expect(await story.ended(`${release}-2`)).toMatchObject({ outcome: 'DEPLOYED' });
    expect((await story.describe()).EndpointConfigName).toBe(`${release}-2`);
    await story.checkInvariants();
  });
});
