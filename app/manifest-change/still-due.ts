import { dueEnding, yieldsToUpload } from '../../core/manifest-change/still-due.ts';
import type { Findings } from '../../core/plan/findings.ts';
import { manifestVersionOf } from '../../core/plan/manifest-version.ts';
import { readManifest } from '../../core/plan/read-manifest.ts';
import type { Rollouts } from '../../core/ports/executions.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import type { Rollout } from '../../core/release.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { Ending } from '../../core/verdict/ending.ts';
import { runningAmong } from './running-among.ts';

export interface DuePorts {
  readonly ledger: Pick<Ledger, 'rollouts'>;
  readonly rollouts: Pick<Rollouts, 'isRunning'>;
}

/**
 * How an attempt that a manifest started ends if it should not go on; null if it should, and for other
 * attempts.
 */
export async function endingUnlessDue(
  ports: DuePorts,
  rollout: Rollout,
  { manifest: found, live, stage }: Pick<Findings, 'manifest' | 'live' | 'stage'>,
  at: Instant,
): Promise<Ending | null> {
  if (rollout.start.kind !== 'manifest') return null;
  const { endpoint } = rollout.release;
  const { manifest } = readManifest({ manifest: found, live }, endpoint);
  const facts = { manifest, version: manifestVersionOf(found), live, stage };
  return dueEnding(rollout, { ...facts, ...(await others(ports, endpoint)) }, at);
}

/** The same, considering only the artifacts that have arrived since. */
export async function endingForUpload(
  ports: DuePorts,
  rollout: Rollout,
  at: Instant,
): Promise<Ending | null> {
  if (rollout.start.kind !== 'manifest') return null;
  return yieldsToUpload(rollout, await others(ports, rollout.release.endpoint), at);
}

async function others({ ledger, rollouts }: DuePorts, endpoint: string) {
  // An upload under another spelling of the endpoint's name is refused, and takes nobody's place.
  const records = (await ledger.rollouts(endpoint)).filter((record) => record.endpoint === endpoint);
  return { records, running: await runningAmong(rollouts, records) };
}
