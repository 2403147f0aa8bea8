import { describe, expect, it } from 'vitest';
import type { ModelBucket } from '../../../cli/push/bucket.ts';
import type { ManifestFile } from '../../../cli/push/manifest-file.ts';
import { prefixFor, pushArtifact } from '../../../cli/push/push-artifact.ts';
import type { Source } from '../../../cli/push/source.ts';
import { releaseId } from '../../../core/release.ts';

/** A bucket that notes what it is given, in order; each object's version is its number. */
function aBucket(held: Record<string, string> = {}, refused: readonly string[] = []) {
  const written: string[] = [];
  const metadata: Record<string, unknown> = {};
  const note = (key: string) => {
    if (refused.includes(key)) return Promise.reject(new Error(`no ${key}`));
    written.push(key);
    return Promise.resolve({ etag: `etag-${written.length}`, versionId: `version-${written.length}` });
  };
  const bucket: ModelBucket = {
    name: 'models',
    upload: async (key, _path, size, sent, first = async () => {}) => {
      sent(size);
      await first();
      return note(key);
    },
    put: (key, _text, more) => {
      metadata[key] = more;
      return note(key);
    },
    text: (key) => Promise.resolve(held[key]),
    has: (key) => Promise.resolve(key in held),
    hasUnder: (prefix) => Promise.resolve(Object.keys(held).some((key) => key.startsWith(prefix))),
  };
  return { bucket, written, metadata };
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
  path: '/here/greenlight.yaml',
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

  it('the manifest comes just before the artifact, and says which one it comes with', async () => {
    const { bucket, written, metadata } = aBucket();
    const sent: string[] = [];
    const pushed = await pushArtifact(bucket, of(archive, manifest), (file) => sent.push(file, ...written));
    expect(pushed).toMatchObject({ manifest: 'uploaded', versionId: 'version-2' });
    expect(sent).toEqual(['model.tar.gz']);
    expect(written).toEqual([manifest.key, 'models/iris/v7/model.tar.gz']);
    expect(metadata[manifest.key]).toEqual({
      'greenlight-artifact': 'models/iris/v7/model.tar.gz',
      'greenlight-push': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('the manifest comes just before the marker of a folder', async () => {
    const { bucket, written, metadata } = aBucket();
    await pushArtifact(bucket, of(folder, manifest), quiet);
    expect(written).toEqual([
      'models/iris/v7/a.bin',
      'models/iris/v7/b/c.bin',
      manifest.key,
      'models/iris/v7/_READY',
    ]);
    expect(metadata[manifest.key]).toMatchObject({ 'greenlight-artifact': 'models/iris/v7/_READY' });
  });

  it.each([
    ['archive', archive, 'models/iris/v7/model.tar.gz'],
    ['folder', folder, 'models/iris/v7/_READY'],
  ])('an %s that fails after the manifest is told with the state things are in', async (_, source, key) => {
    const { bucket, written } = aBucket({}, [key]);
    const warned: string[] = [];
    const pushing = pushArtifact(bucket, of(source, manifest), quiet, (text) => warned.push(text));
    await expect(pushing).rejects.toThrow(`no ${key}`);
    expect(written).toContain(manifest.key);
    expect(warned).toEqual([
      `s3://models/${manifest.key} was uploaded and holds for whatever is released next; s3://models/${key}, which it came with, was not completed. Push again, or upload the manifest from before.`,
    ]);
  });

  it('a file that fails before the manifest changes nothing, and nothing is said of the manifest', async () => {
    const { bucket, written } = aBucket({}, ['models/iris/v7/b/c.bin']);
    const warned: string[] = [];
    const pushing = pushArtifact(bucket, of(folder, manifest), quiet, (text) => warned.push(text));
    await expect(pushing).rejects.toThrow('no models/iris/v7/b/c.bin');
    expect(written).toEqual(['models/iris/v7/a.bin']);
    expect(warned).toEqual([]);
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
