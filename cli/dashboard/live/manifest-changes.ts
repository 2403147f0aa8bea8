import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { parse } from 'yaml';
import { ifReadable } from '../../../adapters/optional-read.ts';
import type { Change } from '../../../core/plan/changes.ts';
import { manifestDiff } from '../../../core/plan/manifest-diff.ts';
import type { ManifestVersion } from '../../../core/plan/manifest-version.ts';
import type { RolloutRecord } from '../../../core/records/rollout-record.ts';
import { modelBucketOf } from '../../../core/release.ts';

/**
 * How a rollout's manifest, and the defaults under it, differ from those of the release that served before, field by field.
 * Null where one of them is not known: nothing was settled, nothing of ours served before, or a version may not be read or is
 * gone. A version never changes, so each is read once.
 */
export function manifestChanges(s3: S3Client) {
  const known = new Map<string, Promise<unknown>>();
  const read = (bucket: string, version: ManifestVersion | null | undefined): Promise<unknown> => {
    // No file is an empty one.
    if (version === null || version === undefined) return Promise.resolve({});
    const { key, versionId } = version;
    const name = `${bucket}/${key}#${versionId}`;
    const found =
      known.get(name) ??
      readYaml(s3, bucket, version).catch(() => {
        // It may be possible the next time.
        known.delete(name);
        return undefined;
      });
    known.set(name, found);
    return found;
  };

  /** @param records the endpoint's */
  return async (record: RolloutRecord, records: readonly RolloutRecord[]): Promise<Change[] | null> => {
    const { settled, release } = record;
    const before = records.find(({ name }) => name === settled?.from)?.settled;
    if (settled === undefined || before === undefined) return null;
    const bucket = modelBucketOf(release);
    const [was, is, wasUnder, isUnder] = await Promise.all([
      read(bucket, before.manifest),
      read(bucket, settled.manifest),
      read(bucket, before.defaults),
      read(bucket, settled.defaults),
    ]);
    if ([was, is, wasUnder, isUnder].includes(undefined)) return null;
    return [
      ...manifestDiff(was, is),
      ...manifestDiff(wasUnder, isUnder).map((change) => ({ ...change, what: `defaults: ${change.what}` })),
    ];
  };
}

/** Undefined if it may not be read. @throws what S3 answers, or Error if it is no YAML */
async function readYaml(s3: S3Client, Bucket: string, { key, versionId }: ManifestVersion): Promise<unknown> {
  const get = new GetObjectCommand({ Bucket, Key: key, VersionId: versionId });
  const text = await ifReadable(async () => (await s3.send(get)).Body?.transformToString());
  return text === undefined ? undefined : (parse(text) ?? {});
}
