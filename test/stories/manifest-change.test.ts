import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manifest, type Story, startStory } from './story.ts';

let story: Story;
let first: string;
beforeEach(async () => {
  story = await startStory();
  await story.makeAlarm();
  await story.uploadManifest(gated);
  first = await story.upload('models/iris/v1/model.tar.gz');
  await story.until(() => story.told.some(({ phase }) => phase === 'gate'));
  await decide(`${first}-1`);
  await story.ended(first);
}, 60_000);
afterEach(() => story.close());

const quick = manifest.replace(/rollout: .*/, 'rollout: { strategy: all-at-once, finalBake: 5m }');
const gated = `${quick}gates: { before: [{ approval: { timeout: 8h } }] }\n`;
const withEnvironment = (text: string) => text.replace("role: '", "environment: { LOG: debug }, role: '");
const minute = 60_000;
const hour = 60 * minute;

const decide = (rollout: string, action = 'approve') =>
  story.operate({ command: 'decide', endpoint: 'iris', action, gate: `${rollout}/before/0` });
/** v2 waits for somebody's approval. */
const waiting = async (): Promise<string> => {
  const release = await story.upload('models/iris/v2/model.tar.gz');
  await story.clock.advance(hour);
  return release;
};
const phases = () => story.told.map(({ phase }) => phase);

describe('A release that a person has rejected at its gate', () => {
  it('stays rejected when a manifest without the gate is uploaded, and v1 serves on as it is', async () => {
    const release = await waiting();
    await decide(`${release}-1`, 'reject');
    expect(await story.ended(release)).toMatchObject({ outcome: 'REJECTED' });
    await story.uploadManifest(quick);
    await story.clock.advance(2 * hour);
    expect(story.concluded(release)).toHaveLength(1);
    expect(await story.executions()).toHaveLength(2);
    expect((await story.describe()).EndpointConfigName).toBe(`${first}-1`);
    expect(phases().at(-1)).toBe('manifest');
    await story.checkInvariants();
  });

  it('stays rejected also where the manifest came just before: it was asked about under that one', async () => {
    const release = await waiting();
    await story.uploadManifest(withEnvironment(gated));
    await story.clock.advance(minute);
    await decide(`${release}-2`, 'reject');
    expect(await story.ended(`${release}-2`)).toMatchObject({ outcome: 'REJECTED' });
    await story.clock.advance(2 * hour);
    expect((await story.describe()).EndpointConfigName).toBe(`${first}-1`);
    expect(await story.executions()).toHaveLength(3);
    await story.checkInvariants();
  });
});

describe('A release that waits while its manifest is replaced', () => {
  it('ends SUPERSEDED at once, and nobody can answer its question any more', async () => {
    const release = await waiting();
    await story.uploadManifest(withEnvironment(gated));
    await story.clock.advance(minute);
    expect(story.concluded(release)[0]).toMatchObject({
      outcome: 'SUPERSEDED',
      cause: `${release}-2 took its place: a newer manifest.`,
    });
    expect(await decide(`${release}-1`)).toMatchObject({ done: 'nothing' });
    await story.clock.advance(minute);
    await decide(`${release}-2`);
    expect(await story.ended(`${release}-2`)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants();
  });

  it('yields to a newer artifact all the same', async () => {
    const release = await waiting();
    await story.uploadManifest(withEnvironment(gated));
    await story.clock.advance(minute);
    const third = await story.upload('models/iris/v3/model.tar.gz');
    expect(await story.ended(`${release}-2`)).toMatchObject({
      outcome: 'SUPERSEDED',
      cause: `${third}-1 took its place: a newer artifact.`,
    });
    await story.clock.advance(minute);
    await decide(`${third}-1`);
    expect(await story.ended(third)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants();
  });

  it('yields to a rollback, which the manifest does not displace', async () => {
    const release = await waiting();
    await decide(`${release}-1`);
    await story.ended(release);
    await story.operate({ command: 'rollback', endpoint: 'iris' });
    await story.clock.advance(minute);
    // It waits at its gate: the manifest is decided on when it has ended.
    await story.uploadManifest(withEnvironment(gated));
    await story.clock.advance(hour);
    expect(story.concluded(`${first}-2`)).toEqual([]);
    await decide(`${first}-2`);
    expect(await story.ended(`${first}-2`)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.clock.advance(minute);
    await decide(`${first}-3`);
    expect(await story.ended(`${first}-3`)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants();
  });
});

describe('What serves, released once more and waiting for approval,', () => {
  it('yields to an artifact that arrives', async () => {
    await story.uploadManifest(withEnvironment(gated));
    await story.clock.advance(hour);
    const release = await story.upload('models/iris/v2/model.tar.gz');
    expect(await story.ended(`${first}-2`)).toMatchObject({
      outcome: 'SUPERSEDED',
      cause: `${release}-1 took its place: a newer artifact.`,
    });
    await story.clock.advance(minute);
    await decide(`${release}-1`);
    expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED' });
    expect(phases()).not.toContain('REJECTED');
    await story.checkInvariants();
  });

  it('ends where the next manifest puts back what serves', async () => {
    await story.uploadManifest(withEnvironment(gated));
    await story.clock.advance(hour);
    await story.uploadManifest(gated);
    expect(await story.ended(`${first}-2`)).toMatchObject({ outcome: 'SUPERSEDED' });
    const { outcome, cause } = await story.ended(`${first}-3`);
    expect(outcome).toBe('SUPERSEDED');
    expect(cause).toMatch(
      /version .* of models\/iris\/greenlight\.yaml took its place: under it nothing would/,
    );
    expect((await story.describe()).EndpointConfigName).toBe(`${first}-1`);
    await story.checkInvariants();
  });
});
