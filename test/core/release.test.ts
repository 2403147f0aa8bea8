import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pinnedPrefix, pinnedUrl, releaseId, rolloutName, rolloutSchema } from '../../core/release.ts';
import { anArtifact, aRelease, aRollout } from '../support/builders.ts';

describe('A release', () => {
  it('has an id that never changes: executions started years ago were named by it', () => {
    const artifact = anArtifact({ bucket: 'b', key: 'models/iris/v1/model.tar.gz', versionId: 'v' });
    expect(releaseId(artifact, 'iris')).toBe('iris-0ad26f333eb3');
  });

  it('is the same for the same upload, whatever else its event says', () => {
    const again = anArtifact({ etag: 'another', size: 99 });
    expect(releaseId(again, 'iris')).toBe(releaseId(anArtifact(), 'iris'));
  });

  it.each([
    ['bucket', { bucket: 'another' }],
    ['key', { key: 'models/iris/v3/model.tar.gz' }],
    ['object version', { versionId: 'another' }],
  ])('is another one for another %s', (_, over) => {
    expect(releaseId(anArtifact(over), 'iris')).not.toBe(releaseId(anArtifact(), 'iris'));
  });

  it('is another one for another endpoint, also where only the cut-off part of the name differs', () => {
    const long = 'e'.repeat(45);
    expect(releaseId(anArtifact(), `${long}1`)).not.toBe(releaseId(anArtifact(), `${long}2`));
  });

  it('goes by the ETag where the bucket keeps no versions', () => {
    const { versionId: _, ...unversioned } = anArtifact();
    expect(releaseId(unversioned, 'iris')).not.toBe(releaseId({ ...unversioned, etag: 'other' }, 'iris'));
  });

  it('keeps parts apart: moving a slash from the key to the bucket gives another id', () => {
    const one = releaseId(anArtifact({ bucket: 'a', key: 'b/c' }), 'iris');
    const other = releaseId(anArtifact({ bucket: 'a/b', key: 'c' }), 'iris');
    expect(one).not.toBe(other);
  });

  it('names model, endpoint config and execution within the limits of both services', () => {
    const endpoints = fc.stringMatching(/^[a-zA-Z0-9](-?[a-zA-Z0-9]){0,31}$/);
    const attempts = fc.integer({ min: 1, max: 999_999_999 });
    fc.assert(
      fc.property(endpoints, attempts, fc.string({ minLength: 1 }), (endpoint, attempt, versionId) => {
        const release = aRelease({ endpoint, artifact: anArtifact({ versionId }) });
        const name = rolloutName(aRollout({ release, attempt }));
        expect(release.id.length).toBeLessThanOrEqual(53);
        expect(name.length).toBeLessThanOrEqual(63);
        expect(name).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/);
      }),
    );
  });

  it('of the longest endpoint name has an id of exactly 40 + 1 + 12 characters', () => {
    expect(releaseId(anArtifact(), 'e'.repeat(63))).toMatch(/^e{40}-[0-9a-f]{12}$/);
  });

  it('is downloaded from a copy of its own, which no later upload can change', () => {
    const release = aRelease();
    expect(pinnedPrefix(release)).toBe(`releases/iris/${release.id}/`);
    expect(pinnedUrl(release)).toBe(
      `s3://${release.artifact.bucket}/releases/iris/${release.id}/model.tar.gz`,
    );
  });

  it('that is a folder is downloaded as one: its prefix ends with a slash', () => {
    const artifact = anArtifact({ kind: 'folder', key: 'models/iris/v2/_READY' });
    const release = aRelease({ artifact });
    expect(pinnedUrl(release)).toBe(`s3://${artifact.bucket}/releases/iris/${release.id}/`);
  });

  it('survives the state machine’s JSON unchanged', () => {
    expect(rolloutSchema.parse(JSON.parse(JSON.stringify(aRollout())))).toEqual(aRollout());
  });
});
