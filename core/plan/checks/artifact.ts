import { formatDuration } from '../../values/duration.ts';
import type { Problem } from '../../values/problem.ts';
import type { ArtifactFinding } from '../findings.ts';

/**
 * The slowest assumed speed at which an instance downloads and unpacks a model. AWS documents no figure
 * (docs/assumptions.md). It is so low that a model refused here would almost certainly fail.
 */
const assumedBytesPerSecond = 50_000_000;

/**
 * What is wrong with the artifact itself, and whether it can be downloaded within
 * ModelDataDownloadTimeoutInSeconds: 600 s × 50 MB/s = 30 GB; 40 GB need 800 s.
 */
export function artifactProblems(artifact: ArtifactFinding, downloadSeconds: number): Problem[] {
  const needed = Math.ceil(artifact.bytes / assumedBytesPerSecond);
  if (needed <= downloadSeconds) return [...artifact.problems];
  const expected = `at least ${formatDuration(needed)}, to download ${gigabytes(artifact.bytes)} at ${assumedBytesPerSecond / 1e6} MB/s`;
  const fix =
    needed <= 3600
      ? 'Give it a longer dataDownloadTimeout.'
      : 'AWS allows an hour at most: make the model smaller.';
  return [
    ...artifact.problems,
    { field: 'model.dataDownloadTimeout', expected, got: formatDuration(downloadSeconds), fix },
  ];
}

const gigabytes = (bytes: number): string => `${Math.round(bytes / 1e8) / 10} GB`;
