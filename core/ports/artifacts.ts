import type { Artifact } from '../artifact.ts';
import type { ManifestFinding } from '../manifest/finding.ts';
import type { ArtifactFinding } from '../plan/findings.ts';
import type { ManifestVersion } from '../plan/manifest-version.ts';
import type { Release } from '../release.ts';
import type { Problem } from '../values/problem.ts';

/** The bucket that artifacts and manifests are dropped into. */
export interface ArtifactStore {
  /** Whether the artifact can be a model, or why not, and how large it is. An archive is read through, but once. */
  inspect(artifact: Artifact): Promise<ArtifactFinding>;
  /**
   * The endpoint's manifest as it stands now, or at that version. A version that is gone is `unreadable`.
   */
  readManifest(bucket: string, endpoint: string, version?: ManifestVersion): Promise<ManifestFinding>;
}

/** What reading an archive through has found, kept so that it is read once, however often a rollout asks for it. */
export interface Inspections {
  /** What was found of this very version; undefined where it was not read, or by other rules than these. */
  found(artifact: Artifact, rules: number): Promise<{ readonly problem: Problem | undefined } | undefined>;
  keep(artifact: Artifact, rules: number, problem: Problem | undefined): Promise<void>;
}

/** Copies of what was released, which nobody overwrites. */
export interface Pins {
  /** Copies the release's very version to where SageMaker reads it; what is there already is left as it is. */
  pin(release: Release): Promise<void>;
}
