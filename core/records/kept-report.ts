import { modelBucketOf, type Rollout, rolloutName } from '../release.ts';

/** Where a rollout's report is kept, and its recording. */
export interface KeptReport {
  readonly bucket: string;
  /** The page for people. */
  readonly key: string;
  /** The recording, of which it is made. */
  readonly recordingKey: string;
}

/**
 * Beside the artifacts, under a prefix of its own: nothing there is ever taken for an artifact, a manifest or a marker
 * (core/artifact-key.ts). Names of rollouts hold neither slashes nor spaces.
 */
export function keptReport(rollout: Rollout): KeptReport {
  const under = `reports/${rollout.release.endpoint}/${rolloutName(rollout)}`;
  return { bucket: modelBucketOf(rollout.release), key: `${under}.html`, recordingKey: `${under}.json` };
}
