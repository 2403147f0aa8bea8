import { describe, expect, it } from 'vitest';
import type { ModelBucket } from '../../../cli/push/bucket.ts';
import type { ManifestFile } from '../../../cli/push/manifest-file.ts';
import { prefixFor, pushArtifact } from '../../../cli/push/push-artifact.ts';
import type { Source } from '../../../cli/push/source.ts';
import { releaseId } from '../../../core/release.ts';

/** A bucket that notes what it is given, in order; each object's version is its number. */
function aBucket(held: Record<string, string> = {}) {
  const written: string[] = [];
  const note = (key: string) => {
    written.push(key);
    return Promise.resolve({ etag: `etag-${written.length}`, versionId: `version-${written.length}` });
  };
  const bucket: ModelBucket = {
    name: 'models',
    upload: (key, _path, size, sent) => {
      sent(size);
      return note(key);
    },
    put: note,
    text: (key) => Promise.resolve(held[key]),
    has: (key) => Promise.resolve(key in held),
    hasUnder: (prefix) => Promise.resolve(Object.keys(held).some((key) => key.startsWith(prefix))),
  };
  return { bucket, written };
}

const archive: Source = { kind: 'archive', path: '/here/v7.tgz', size: 10 };
const folder: Source = {
  kind: 'folder',
  path: '/here/v7',
  files: [
    { name: 'a.bin', path: '/here/v7/a.bin', size: 3 },
    { name: 'b/c.bin', path: '/here/v7/b/c.bin', size: 4 },
  ],
};
const manifest: ManifestFile = {
  text: 'keep: 3',
  key: 'models/iris/greenlight.yaml',
  otherKey: 'models/iris/greenlight.json',
};
const quiet = () => {};
const of = (source: Source, withManifest?: ManifestFile) =>
  ({ source, endpoint: 'iris', version: 'v7', manifest: withManifest }) as const;

describe('Pushing', () => {
  it('an archive is one object, and its release is the one that its upload starts', async () => {
    const { bucket, written } = aBucket();
    const pushed = await pushArtifact(bucket, of(archive), quiet);
    const key = 'models/iris/v7/model.tar.gz';
    expect(written).toEqual([key]);
    expect(pushed).toEqual({
      release: releaseId({ bucket: 'models', key, versionId: 'version-1', etag: 'etag-1' }, 'iris'),
      endpoint: 'iris',
      version: 'v7',
      bucket: 'models',
      key,
      versionId: 'version-1',
      files: 1,
      bytes: 10,
      manifest: null,
    });
  });

  it('a folder is complete with its marker, which comes last and which the release is told from', async () => {
    const { bucket, written } = aBucket();
    const pushed = await pushArtifact(bucket, of(folder), quiet);
    const key = 'models/iris/v7/_READY';
    expect(written).toEqual(['models/iris/v7/a.bin', 'models/iris/v7/b/c.bin', key]);
    expect(pushed).toMatchObject({ key, versionId: 'version-3', files: 2, bytes: 7 });
    expect(pushed.release).toBe(
      releaseId({ bucket: 'models', key, versionId: 'version-3', etag: 'etag-3' }, 'iris'),
    );
  });

  it('the manifest goes up before the artifact', async () => {
    const { bucket, written } = aBucket();
    expect((await pushArtifact(bucket, of(archive, manifest), quiet)).manifest).toBe('uploaded');
    expect(written[0]).toBe(manifest.key);
  });

  it('a manifest that is there already is left alone: it would start an attempt by itself', async () => {
    const { bucket, written } = aBucket({ [manifest.key]: manifest.text });
    expect((await pushArtifact(bucket, of(archive, manifest), quiet)).manifest).toBe('unchanged');
    expect(written).toEqual(['models/iris/v7/model.tar.gz']);
  });

  it('nothing is written where it would make two manifests, or mix two folders', async () => {
    const two = aBucket({ [manifest.otherKey]: '{}' });
    await expect(pushArtifact(two.bucket, of(archive, manifest), quiet)).rejects.toThrow(
      /--manifest: expected it to be the only one, got .*greenlight\.json/,
    );
    const mixed = aBucket({ 'models/iris/v7/old.bin': 'x' });
    await expect(pushArtifact(mixed.bucket, of(folder, manifest), quiet)).rejects.toThrow(
      /--version: expected one that holds nothing yet, got v7/,
    );
    expect([...two.written, ...mixed.written]).toEqual([]);
  });

  it('an archive may come again under its version: it is another version of the object', async () => {
    const { bucket } = aBucket({ 'models/iris/v7/model.tar.gz': 'x' });
    await expect(pushArtifact(bucket, of(archive), quiet)).resolves.toMatchObject({ version: 'v7' });
  });

  it('tells how far it is, by file', async () => {
    const seen: unknown[] = [];
    await pushArtifact(aBucket().bucket, of(folder), (...progress) => seen.push(progress));
    expect(seen).toEqual([
      ['a.bin', 3, 3],
      ['b/c.bin', 4, 4],
    ]);
  });
});

describe('Where it goes', () => {
  it('is the folder of the endpoint and the version', () => {
    expect(prefixFor('iris', '1.0_rc-2')).toBe('models/iris/1.0_rc-2/');
  });

  it.each([
    ['-iris', 'v1', /^--endpoint: expected an endpoint name .* got "-iris"/],
    ['a'.repeat(64), 'v1', /^--endpoint: expected/],
    ['iris', '../x', /expected/],
    ['iris', '_x', /^--version: expected a version .* got "_x"/],
  ])('is refused for %s, %s', (endpoint, version, told) => {
    expect(() => prefixFor(endpoint, version)).toThrow(told);
  });
});
