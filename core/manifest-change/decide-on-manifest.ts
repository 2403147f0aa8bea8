import type { Lease } from '../lease/lease.ts';
import type { Manifest } from '../manifest/schema.ts';
import { isSameManifest, type ManifestVersion } from '../plan/manifest-version.ts';
import type { RolloutRecord } from '../records/rollout-record.ts';
import type { Release } from '../release.ts';
import type { LiveEndpoint } from '../sagemaker.ts';
import type { Problem } from '../values/problem.ts';
import { changesWhatServes } from './changes-what-serves.ts';
import { refusedFirstRelease } from './refused-first.ts';
import { servingRelease } from './serving-release.ts';

/** All facts that decide what a changed manifest does. */
export interface ManifestFacts {
  readonly version: ManifestVersion;
  /** The parsed manifest, or everything that is wrong with it. */
  readonly manifest:
    | { readonly ok: true; readonly manifest: Manifest }
    | { readonly ok: false; readonly problems: readonly Problem[] };
  /** The key of the artifact in the same push, if there is one. */
  readonly comesWith?: string | undefined;
  readonly lease: Lease;
  /** The endpoint's records, oldest first. */
  readonly records: readonly RolloutRecord[];
  /** The records without an outcome whose execution is running. They may not have reached the lease yet. */
  readonly running: readonly string[];
  readonly live: LiveEndpoint | undefined;
  readonly stage: string;
}

/** What a changed manifest does. Only `settle-anew`, `re-release` and `try-again` start a rollout. */
export type ManifestDecision =
  /** The waiting release was settled under an older manifest: another attempt of it takes its place. */
  | { readonly kind: 'settle-anew'; readonly record: RolloutRecord }
  /** What serves is released again; `serving` is its config. */
  | { readonly kind: 're-release'; readonly release: Release; readonly serving: string }
  /** There is no endpoint yet, and the newest artifact was refused because it needed such a manifest. */
  | { readonly kind: 'try-again'; readonly release: Release }
  /** A running rollout is not settled yet: it will read this manifest itself. */
  | { readonly kind: 'left'; readonly to: string }
  /** A rollout is already settled under this version, or was started for it. */
  | { readonly kind: 'taken'; readonly by: string }
  /** The artifact in the same push starts the rollout. */
  | { readonly kind: 'with-artifact'; readonly artifact: string }
  /** A running rollout cannot be displaced by a manifest: decide when it has ended. */
  | { readonly kind: 'later'; readonly after: string }
  /** There is no endpoint yet: the manifest is for the first release. Nobody needs to be told. */
  | { readonly kind: 'first-release' }
  /** It applies, but there is nothing to roll out. `release` is what serves, if it is ours. */
  | { readonly kind: 'next-release'; readonly why: string; readonly release?: Release }
  /** It is invalid, and nothing waits for it. */
  | { readonly kind: 'unusable'; readonly problems: readonly Problem[] };

/**
 * What a changed manifest does (docs/adr/0005-what-a-changed-manifest-does.md). If a release waits, it is
 * settled again, with its own artifact. Only if nothing waits, what serves is released again, never another
 * artifact, and only if the manifest changes what serves. Pure: the same facts give the same decision.
 */
export function decideOnManifest(facts: ManifestFacts): ManifestDecision {
  const { comesWith, lease } = facts;
  if (comesWith !== undefined) return { kind: 'with-artifact', artifact: comesWith };
  const { holder, next } = lease;
  if (holder === undefined) return underWay(facts) ?? atRest(facts);
  if (next !== undefined) {
    const { rollout, kind } = next.claim;
    return kind === 'rollback' ? { kind: 'later', after: rollout } : { kind: 'left', to: rollout };
  }
  const { claim, phase, replacedBy } = holder;
  const later = { kind: 'later', after: claim.rollout } as const;
  // A rollout that has begun to shift goes on under the manifest that it was settled with.
  if (phase !== 'before' || claim.kind === 'rollback') return later;
  const recordOf = (name: string) => facts.records.find((record) => record.name === name);
  const record = recordOf(claim.rollout);
  if (record === undefined) return later;
  if (replacedBy !== undefined) return onceReplaced(record, recordOf(replacedBy), facts.version);
  if (record.stop !== undefined) return later;
  if (record.settled === undefined) return { kind: 'left', to: record.name };
  return isSameManifest(record.settled.manifest, facts.version)
    ? { kind: 'taken', by: record.name }
    : { kind: 'settle-anew', record };
}

/**
 * Another attempt was promised the holder's place. If it is for this version, an earlier run may have died at
 * this point, so the step is repeated, which is idempotent. If it is for an older version, it will read this
 * one itself, unless it has been refused since.
 */
function onceReplaced(
  record: RolloutRecord,
  by: RolloutRecord | undefined,
  version: ManifestVersion,
): ManifestDecision {
  const isForThis = by?.start.kind === 'manifest' && by.start.manifestVersion === version.versionId;
  if (by === undefined || isForThis) return { kind: 'settle-anew', record };
  return by.outcome === undefined ? { kind: 'left', to: by.name } : { kind: 'later', after: record.name };
}

/** A rollout that has begun but has not reached the lease yet: its artifact is still being read. */
function underWay({ records, running }: ManifestFacts): ManifestDecision | undefined {
  const record = records.findLast(({ name, outcome }) => outcome === undefined && running.includes(name));
  if (record === undefined) return undefined;
  return record.start.kind === 'rollback'
    ? { kind: 'later', after: record.name }
    : { kind: 'left', to: record.name };
}

function atRest({ version, manifest, records, live, stage }: ManifestFacts): ManifestDecision {
  const taken = records.find((record) => hasTaken(record, version));
  if (taken !== undefined) return { kind: 'taken', by: taken.name };
  if (!manifest.ok) return { kind: 'unusable', problems: manifest.problems };
  if (live === undefined) {
    const release = refusedFirstRelease(records);
    return release === undefined ? { kind: 'first-release' } : { kind: 'try-again', release };
  }
  const serving = servingRelease(records, live);
  if (serving.kind === 'none') return { kind: 'next-release', why: serving.why };
  const { release } = serving.record;
  return changesWhatServes(release, manifest.manifest, live, stage)
    ? { kind: 're-release', release, serving: live.configName }
    : { kind: 'next-release', why: `it changes nothing of what ${release.version} serves with`, release };
}

/** A rollback uses a manifest's gates, but releases nothing under it. */
const hasTaken = ({ start, settled }: RolloutRecord, version: ManifestVersion): boolean =>
  start.kind !== 'rollback' &&
  ((settled !== undefined && isSameManifest(settled.manifest, version)) ||
    (start.kind === 'manifest' && start.manifestVersion === version.versionId));
