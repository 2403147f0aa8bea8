import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { extract } from 'tar-stream';
import { LineCounter, parseDocument } from 'yaml';
import { manifestKeys } from '../core/artifact-key.ts';
import type { ManifestFinding } from '../core/plan/resolve.ts';
import type { ArtifactStore } from '../core/ports.ts';
import type { Problem } from '../core/problem.ts';
import type { Artifact } from '../core/release.ts';

/** A manifest is a page of text; anything larger is something else. */
const largestManifest = 64 * 1024;

/** `io` runs work off this thread (see the seam's clock). */
export function s3Artifacts(client: S3Client, io: <T>(work: () => Promise<T>) => Promise<T>): ArtifactStore {
  const read = (bucket: string, key: string, versionId?: string) =>
    client.send(
      new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(versionId !== undefined && { VersionId: versionId }),
      }),
    );

  return {
    async inspect(artifact) {
      if (artifact.size === 0) return artifactProblem(artifact, 'an empty object');
      let body: unknown;
      try {
        body = (await read(artifact.bucket, artifact.key, artifact.versionId)).Body;
      } catch (error) {
        if (!isNamed(error, 'NoSuchKey', 'NoSuchVersion')) throw error;
        return artifactProblem(artifact, 'an object that is gone already');
      }
      if (!(body instanceof Readable)) throw new Error('S3 answered without a stream');
      const found = await io(() => firstFile(body));
      return found.ok ? undefined : artifactProblem(artifact, found.got);
    },

    async readManifest(bucket, endpoint) {
      const found: { key: string; text: string }[] = [];
      for (const key of manifestKeys(endpoint)) {
        try {
          const object = await read(bucket, key);
          if ((object.ContentLength ?? 0) > largestManifest) return tooLarge(key, object.ContentLength ?? 0);
          found.push({ key, text: (await object.Body?.transformToString()) ?? '' });
        } catch (error) {
          if (!isNamed(error, 'NoSuchKey')) throw error;
        }
      }
      const [first, second] = found;
      if (first === undefined) return { kind: 'none' };
      if (second === undefined) return parseText(first.key, first.text);
      const fix = `Delete ${second.key} or ${first.key}.`;
      return unreadable({
        field: 'manifest',
        expected: 'one manifest',
        got: 'both greenlight.yaml and greenlight.json',
        fix,
      });
    },
  };
}

/** Reads as far as the first file in a gzip tar: enough to tell a model artifact from anything else, at any size. */
function firstFile(body: Readable): Promise<{ ok: true } | { ok: false; got: string }> {
  return new Promise((resolve, reject) => {
    const gunzip = createGunzip();
    const tar = extract();
    const end = (result: { ok: true } | { ok: false; got: string }) => {
      body.destroy();
      gunzip.destroy();
      tar.destroy();
      resolve(result);
    };
    tar.on('entry', (header, entry, next) => {
      if (header.type === 'file') return end({ ok: true });
      entry.on('end', next);
      entry.resume();
    });
    tar.on('finish', () => end({ ok: false, got: 'a gzip without any file in it' }));
    tar.on('error', () => end({ ok: false, got: 'a gzip that holds no tar' }));
    gunzip.on('error', () => end({ ok: false, got: 'something that is not gzip, or is cut short' }));
    // A broken connection says nothing about the artifact: thrown, so that the step is tried again.
    body.on('error', reject);
    body.pipe(gunzip).pipe(tar);
  });
}

/** YAML 1.2, of which JSON is a part. */
function parseText(key: string, text: string): ManifestFinding {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error === undefined) {
    try {
      return { kind: 'content', value: document.toJS({ maxAliasCount: 50 }) };
    } catch (cause) {
      // An alias to nothing, or to more than is good for us.
      const got = cause instanceof Error ? cause.message : String(cause);
      return unreadable({ field: key, expected: 'YAML whose aliases can be resolved, 50 at most', got });
    }
  }
  const at = lines.linePos(error.pos[0]);
  const expected = key.endsWith('.json') ? 'JSON' : 'YAML';
  return unreadable({ field: key, expected, got: `a syntax error in line ${at.line}: ${error.code}` });
}

const unreadable = (problem: Problem): ManifestFinding => ({ kind: 'unreadable', problems: [problem] });

const tooLarge = (key: string, bytes: number): ManifestFinding =>
  unreadable({ field: key, expected: `at most ${largestManifest} bytes`, got: `${bytes} bytes` });

const artifactProblem = (artifact: Artifact, got: string): Problem => ({
  field: artifact.key,
  expected: 'a gzip tar with the model in it',
  got,
  fix: 'Pack it again (tar -czf model.tar.gz …) and upload it.',
});

const isNamed = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name);
