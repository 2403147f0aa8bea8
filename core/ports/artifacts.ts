import type { Artifact } from '../artifact.ts';
import type { ManifestFinding } from '../manifest/manifest-finding.ts';
import type { ArtifactFinding } from '../plan/findings.ts';
import type { ManifestVersion } from '../plan/manifest-version.ts';
import type { Release } from '../release.ts';
import type { Problem } from '../values/problem.ts';

/** The bucket to which artifacts and manifests are uploaded. */
export interface ArtifactStore {
  /**
   * Whether the artifact can be a model, or why not, and its size. An archive is read completely, but only
   * once.
   */
  inspect(artifact: Artifact): Promise<ArtifactFinding>;
  /**
   * The endpoint's manifest over the current defaults: the current one, or that version. A version that is
   * gone is `unreadable`.
   */
  readManifest(bucket: string, endpoint: string, version?: ManifestVersion): Promise<ManifestFinding>;
  /** The version of the endpoint's own manifest that is current now; null if there is none. */
  manifestVersion(bucket: string, endpoint: string): Promise<ManifestVersion | null>;
  /** The manifest for all endpoints of the bucket. */
  readDefaults(bucket: string): Promise<ManifestFinding>;
}

/** The stored results of reading archives, so that each is read only once, however often a rollout asks. */
export interface Inspections {
  /** The result for this version; undefined if it was not read, or was read under other rules. */
  found(artifact: Artifact, rules: number): Promise<{ readonly problem: Problem | undefined } | undefined>;
  keep(artifact: Artifact, rules: number, problem: Problem | undefined): Promise<void>;
}

/** Copies of released artifacts, which nobody overwrites. */
export interface Pins {
  /**
   * Copies the release's version to the place from which SageMaker reads it. An existing copy is kept; with `isFirst`,
   * there is none.
   */
  pin(release: Release, isFirst?: boolean): Promise<void>;
}
