import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { SageMakerClient, UpdateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GateItem } from '../../core/gates/item.ts';
import { manifest, type Story, startStory } from './story.ts';

let story: Story;
let first: string;
beforeEach(async () => {
  story = await startStory();
  await story.makeAlarm();
  await story.makeAlarm('kpi');
  await story.uploadManifest(quick);
  first = await story.upload('models/iris/v1/model.tar.gz');
  await story.ended(first);
}, 60_000);
afterEach(() => story.close());

/** All at once: an update takes 240 s to provision, 300 s of baking and 60 s to end blue. */
const quick = manifest.replace(/rollout: .*/, 'rollout: { strategy: all-at-once, finalBake: 5m }');
const approval = 'before: [{ approval: { timeout: 8h } }]';
const gated = (gates: string, text = quick) => `${text}gates: { ${gates} }\n`;
const withEnvironment = (text: string) =>
  text.replace(
    "model: { image: 'local:story'",
    "model: { image: 'local:story', environment: { GREETING: hello }",
  );
const minute = 60_000;
const hour = 60 * minute;

const v2 = () => story.upload('models/iris/v2/model.tar.gz');
const decide = (rollout: string) =>
  story.operate({ command: 'decide', endpoint: 'iris', action: 'approve', gate: `${rollout}/before/0` });
const itemOf = async (rollout: string, n = 0) =>
  (await story.item(`gate#${rollout}#before#${n}`))?.item as GateItem;
const settledOf = async (rollout: string) =>
  (await story.item(`rollout#${rollout}`))?.settled as { digest: string; changes: { what: string }[] };
const gateNotices = (rollout: string) =>
  story.told.filter(({ phase, thread }) => phase === 'gate' && thread === rollout);

/** Somebody puts another config live, under the manifest's own model: by hand, on the console. */
async function updateByHand(config: string): Promise<void> {
  const client = story.aws.clients(SageMakerClient);
  await story.clock.drive(
    client.send(new UpdateEndpointCommand({ EndpointName: 'iris', EndpointConfigName: config })),
  );
}

async function setAlarm(AlarmName: string, StateValue: 'ALARM' | 'OK'): Promise<void> {
  const command = new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'the story' });
  await story.clock.drive(story.aws.clients(CloudWatchClient).send(command));
}

describe('A manifest that is replaced while a release waits for its turn', () => {
  /** v2 shifts, v3 is queued behind it, and then the manifest is put. */
  const queuedUnder = async (text: string): Promise<string> => {
    await v2();
    await story.clock.advance(minute);
    const third = await story.upload('models/iris/v3/model.tar.gz');
    await story.clock.advance(minute);
    await story.uploadManifest(text);
    return third;
  };

  it('asks for its approval and its soak', async () => {
    const third = await queuedUnder(gated(`${approval}, after: [{ soak: 30m }]`));
    await story.clock.advance(3 * hour);
    expect((await itemOf(`${third}-1`)).status).toBe('pending');
    await decide(`${third}-1`);
    const before = story.clock.now();
    expect(await story.ended(`${third}-1`)).toMatchObject({ outcome: 'DEPLOYED' });
    expect(story.clock.now() - before).toBeGreaterThanOrEqual(30 * minute);
    await story.checkInvariants();
  });

  it('asks people when its alarm goes off that holds the shift', async () => {
    const third = await queuedUnder(quick.replace(']\n', ', { name: kpi, on: hold }]\n'));
    await story.until(() => story.phasesOf(`${third}-1`).includes('shifting'));
    await story.clock.advance(minute);
    await setAlarm('kpi', 'ALARM');
    await story.clock.advance(minute);
    expect(gateNotices(`${third}-1`)).toHaveLength(1);
    await story.ended(`${third}-1`);
    await setAlarm('kpi', 'OK');
    await story.checkInvariants();
  });

  it('that has gates no more is not asked for', async () => {
    await story.uploadManifest(gated(approval));
    await story.clock.advance(60_000);
    const second = await v2();
    await story.clock.advance(minute);
    const third = await story.upload('models/iris/v3/model.tar.gz');
    await story.ended(`${second}-1`);
    await story.uploadManifest(quick);
    const fourth = await story.upload('models/iris/v4/model.tar.gz');
    expect(await story.ended(`${fourth}-1`)).toMatchObject({ outcome: 'DEPLOYED' });
    expect(story.concluded(third)[0]).toMatchObject({ outcome: 'SUPERSEDED' });
    await story.checkInvariants();
  });
});

describe('A manifest that is replaced while people are asked', () => {
  const askedAbout = async (text: string): Promise<string> => {
    await story.uploadManifest(text);
    await story.clock.advance(60_000);
    const release = await v2();
    await story.clock.advance(hour);
    expect((await itemOf(`${release}-1`)).status).toBe('pending');
    return release;
  };

  it('is never deployed by their yes to the one before', async () => {
    const release = await askedAbout(gated(approval));
    await story.uploadManifest(withEnvironment(gated(approval)));
    await story.clock.advance(minute);
    await decide(`${release}-1`);
    const old = await story.ended(`${release}-1`);
    expect(old).toMatchObject({ outcome: 'SUPERSEDED' });
    expect(old.cause).toBe(`${release}-2 took its place: a newer manifest.`);
    await story.clock.advance(hour);
    expect((await story.describe()).EndpointConfigName).toBe(`${first}-1`);

    // Another attempt of the very release, asked about as it is now.
    expect((await itemOf(`${release}-2`)).status).toBe('pending');
    expect(gateNotices(`${release}-2`)[0]?.description).toContain('environment GREETING added');
    await decide(`${release}-2`);
    expect(await story.ended(`${release}-2`)).toMatchObject({ outcome: 'DEPLOYED' });
    expect((await story.describe()).EndpointConfigName).toBe(`${release}-2`);
    await story.checkInvariants();
  });

  it('counts also if nobody heard of it in time: its event is late', async () => {
    const release = await askedAbout(gated(approval));
    const lost = story.holdUploads();
    await story.uploadManifest(withEnvironment(gated(approval)));
    const [event] = await lost.release();
    await decide(`${release}-1`);
    expect(await story.ended(`${release}-1`)).toMatchObject({ outcome: 'SUPERSEDED' });
    await story.clock.advance(hour);
    await story.replay(event);
    await story.clock.advance(hour);
    expect((await itemOf(`${release}-2`)).status).toBe('pending');
    await decide(`${release}-2`);
    expect(await story.ended(`${release}-2`)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants();
  });

  it('and is broken, does not let the release go on under the one before', async () => {
    const release = await askedAbout(gated(approval));
    await story.uploadManifest('rollout: {');
    await story.clock.advance(minute);
    await decide(`${release}-1`);
    expect(await story.ended(`${release}-1`)).toMatchObject({ outcome: 'SUPERSEDED' });
    expect(await story.ended(`${release}-2`)).toMatchObject({ outcome: 'REJECTED' });
    expect((await story.describe()).EndpointConfigName).toBe(`${first}-1`);
    await story.checkInvariants();
  });

  it('by none, is settled anew: nothing asks for a yes any more', async () => {
    const release = await askedAbout(gated(approval));
    await story.removeManifest();
    await decide(`${release}-1`);
    expect(await story.ended(`${release}-1`)).toMatchObject({ outcome: 'DEPLOYED' });
    expect(story.told.filter(({ phase }) => phase === 'withdrawn')).toMatchObject([
      { thread: `${release}-1`, description: expect.stringContaining('the manifest was deleted meanwhile') },
    ]);
    await story.checkInvariants();
  });
});

describe('An endpoint that somebody changes while people are asked', () => {
  it('is asked about anew: what was approved would replace something else', async () => {
    const second = await v2();
    await story.ended(`${second}-1`);
    await story.uploadManifest(gated(approval));
    await story.clock.advance(minute);
    const third = await story.upload('models/iris/v3/model.tar.gz');
    await story.clock.advance(hour);
    const asked = await itemOf(`${third}-1`);
    await updateByHand(`${first}-1`);
    await story.clock.advance(hour);
    await decide(`${third}-1`);
    await story.clock.advance(hour);

    const anew = await itemOf(`${third}-1`);
    expect(anew).toMatchObject({ status: 'pending', round: 2, earlier: [{ digest: asked.digest }] });
    expect(anew.digest).not.toBe(asked.digest);
    expect(await settledOf(`${third}-1`)).toMatchObject({ digest: anew.digest, from: `${first}-1` });
    const why = `the endpoint was changed meanwhile and serves ${first}-1, no longer ${second}-1`;
    expect(story.told.filter(({ phase }) => phase === 'withdrawn')).toMatchObject([
      { thread: `${third}-1`, description: expect.stringContaining(why) },
    ]);
    expect(gateNotices(`${third}-1`).at(-1)?.description).toContain(`Asked again: ${why}.`);
    await decide(`${third}-1`);
    expect(await story.ended(`${third}-1`)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants();
  });

  it('by autoscaling, is not: counts are not what is approved', async () => {
    await story.uploadManifest(gated(approval));
    await story.clock.advance(60_000);
    const release = await v2();
    await story.clock.advance(hour);
    await story.rescale(3);
    await story.clock.advance(hour);
    await decide(`${release}-1`);
    expect(await story.ended(`${release}-1`)).toMatchObject({ outcome: 'DEPLOYED' });
    expect((await itemOf(`${release}-1`)).round).toBe(1);
    expect((await story.describe()).ProductionVariants?.[0]?.DesiredInstanceCount).toBe(3);
    await story.checkInvariants();
  });
});

describe('A release that is tried again', () => {
  it('takes the newest manifest, with its gates', async () => {
    const release = await v2();
    await story.until(() => story.phasesOf(`${release}-1`).includes('shifting'));
    await story.operate({ command: 'abort', endpoint: 'iris', reason: 'not yet' });
    await story.ended(`${release}-1`);
    await story.uploadManifest(gated(approval));
    await story.clock.advance(minute);
    const { rollout = '' } = await story.operate({ command: 'retry', endpoint: 'iris', release });
    await story.clock.advance(hour);
    expect((await itemOf(rollout)).status).toBe('pending');
    await decide(rollout);
    expect(await story.ended(rollout)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants();
  });
});
