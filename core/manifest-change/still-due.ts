import { compareUploads } from '../lease/order.ts';
import { supersededBy } from '../lease/superseded.ts';
import { uploadOrderOf } from '../lease/upload-order.ts';
import type { Manifest } from '../manifest/schema.ts';
import type { ManifestVersion } from '../plan/manifest-version.ts';
import type { RolloutRecord } from '../records/rollout-record.ts';
import type { Rollout } from '../release.ts';
import type { LiveEndpoint } from '../sagemaker.ts';
import type { Instant } from '../values/instant.ts';
import { type Problem, shown } from '../values/problem.ts';
import type { Ending } from '../verdict/ending.ts';
import { changesWhatServes } from './changes-what-serves.ts';
import { servingRelease } from './serving-release.ts';

/** The facts for checking an attempt that a manifest started, once its turn has come. */
export interface DueFacts {
  /** The current manifest; undefined if there is no valid one. That is refused separately. */
  readonly manifest: Manifest | undefined;
  readonly version: ManifestVersion | null;
  readonly live: LiveEndpoint | undefined;
  /** The endpoint's records, oldest first. */
  readonly records: readonly RolloutRecord[];
  /** The records without an outcome whose execution is running. */
  readonly running: readonly string[];
  readonly stage: string;
}

/**
 * Whether an attempt that a manifest started should still go on at its turn. Since the event, an artifact may
 * have arrived; the rollout whose place it takes may have shifted after all, or been refused by a person; and
 * the endpoint may serve something else. Null if it should go on; otherwise how it ends. Having nothing to do
 * is never REJECTED.
 */
export function dueEnding(rollout: Rollout, facts: DueFacts, at: Instant): Ending | null {
  const { start } = rollout;
  if (start.kind !== 'manifest') return null;
  const replaced = facts.records.find(({ name }) => name === start.replaces);
  if (replaced !== undefined && isRefused(replaced)) return stopped(replaced.stop);
  const serving = start.serving ?? (hasShifted(replaced) ? replaced?.name : unstated(rollout, facts));
  // The release that waited goes on, whatever serves.
  if (serving === undefined) return null;
  return (
    yieldsToUpload(rollout, facts, at) ??
    servesOtherwise(serving, facts, at) ??
    makesNoDifference(rollout, facts, at)
  );
}

/**
 * A manifest does not release again what serves while an artifact is being read: that artifact's rollout uses
 * the manifest, whichever of the two was uploaded first.
 */
export function yieldsToUpload(
  rollout: Rollout,
  facts: Pick<DueFacts, 'records' | 'running'>,
  at: Instant,
): Ending | null {
  if (rollout.start.kind !== 'manifest' || rollout.start.serving === undefined) return null;
  const newer = newerUpload(rollout, facts);
  return newer === undefined ? null : stopped(supersededBy(newer.name, 'upload', at));
}

const stopped = (stop: Extract<Ending, { kind: 'stopped' }>['stop']): Ending => ({ kind: 'stopped', stop });

function newerUpload(
  { release }: Rollout,
  { records, running }: Pick<DueFacts, 'records' | 'running'>,
): RolloutRecord | undefined {
  return records.findLast(
    ({ name, start, outcome, release: other }) =>
      start.kind === 'upload' &&
      outcome === undefined &&
      running.includes(name) &&
      compareUploads(uploadOrderOf(other), uploadOrderOf(release)) > 0,
  );
}

/** A person who was asked about it refused it while the manifest was already on its way. */
const isRefused = (
  record: RolloutRecord,
): record is RolloutRecord & { stop: NonNullable<RolloutRecord['stop']> } =>
  record.outcome === 'REJECTED' && record.stop !== undefined;

/**
 * An attempt that does not record what it was started for: there was no endpoint, or version 0.1 started it
 * for the newest release. It goes on only if the endpoint serves its release or does not exist.
 */
function unstated({ release, start }: Rollout, { live, records }: DueFacts): string | undefined {
  if (live === undefined || (start.kind === 'manifest' && start.replaces !== undefined)) return undefined;
  const serving = servingRelease(records, live);
  return serving.kind === 'ours' && serving.record.release.id === release.id
    ? serving.record.name
    : `a config of ${release.id}`;
}

const hasShifted = (record: RolloutRecord | undefined): boolean => record?.phases.shifting !== undefined;

/** The release that should be released again no longer serves. */
function servesOtherwise(serving: string, { live, records }: DueFacts, at: Instant): Ending | null {
  if (live?.configName === serving) return null;
  const other = records.find(({ name }) => name === live?.configName);
  if (other !== undefined) {
    const reason = `it serves now, and no longer ${serving}`;
    return stopped({ kind: 'superseded', by: other.name, reason, at });
  }
  const problem: Problem = {
    field: 'endpoint',
    expected: `${serving} to serve, which this attempt was to release under a changed manifest`,
    got: live === undefined ? 'no endpoint' : shown(live.configName),
    fix: 'The manifest holds from the next release on.',
  };
  return { kind: 'refused', problems: [problem] };
}

function makesNoDifference(
  rollout: Rollout,
  { manifest, version, live, stage }: DueFacts,
  at: Instant,
): Ending | null {
  if (manifest === undefined || live === undefined) return null;
  if (changesWhatServes(rollout.release, manifest, live, stage)) return null;
  const by =
    version === null ? 'the deletion of the manifest' : `version ${version.versionId} of ${version.key}`;
  return stopped({ kind: 'superseded', by, reason: 'under it nothing would serve otherwise', at });
}
