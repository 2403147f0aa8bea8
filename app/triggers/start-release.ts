import type { Artifact } from '../../core/artifact.ts';
import type { Rollouts } from '../../core/ports/executions.ts';
import type { RolloutRecords } from '../../core/ports/ledger.ts';
import type { Log } from '../../core/ports/log.ts';
import { releaseId, rolloutName } from '../../core/release.ts';
import { epochMsOf, type Instant } from '../../core/values/instant.ts';

/**
 * Step Functions keeps the name of an execution for 90 days after its end (API reference, StartExecution), so at least
 * until 90 days after the upload. A day less, for clocks.
 */
const namesKeptMs = 89 * 86_400_000;

export interface StartReleasePorts {
  readonly ledger: Pick<RolloutRecords, 'rollout'>;
  readonly rollouts: Pick<Rollouts, 'start'>;
  readonly log: Log;
}

/** What a trigger knows about a release. */
export interface Asked {
  readonly endpoint: string;
  /** The label for people: `v7`. */
  readonly version: string;
  readonly artifact: Artifact;
  /** The models' bucket, if the artifact is in another one. */
  readonly bucket?: string;
  readonly at: Instant;
  readonly by: string;
}

/**
 * Starts attempt 1 of a release; every trigger ends here. It starts once, however often its event comes,
 * because the release's id is derived from the artifact's version and the endpoint.
 *
 * @param now spares the look into the ledger, if the release is asked for at the time of its upload
 */
export async function startRelease(
  { ledger, rollouts, log }: StartReleasePorts,
  { endpoint, version, artifact, bucket, at, by }: Asked,
  now?: Instant,
): Promise<{ readonly done: 'started' | 'duplicate'; readonly rollout: string }> {
  const id = releaseId(artifact, endpoint);
  const release = {
    ...{ id, endpoint, version, artifact },
    ...(bucket !== undefined && { bucket }),
    ...{ uploadedAt: at, uploadedBy: by },
  };
  const rollout = { release, attempt: 1, start: { kind: 'upload', at } as const };
  const name = rolloutName(rollout);
  // Step Functions forgets names; the ledger does not.
  const isOld = now === undefined || epochMsOf(now) - epochMsOf(at) > namesKeptMs;
  const known = isOld ? await ledger.rollout(endpoint, name) : undefined;
  const done = known === undefined ? await rollouts.start(rollout) : 'duplicate';
  log.info('uploaded', { rollout: name, endpoint, start: rollout.start.kind, done });
  return { done, rollout: name };
}
