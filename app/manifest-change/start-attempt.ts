import type { GateLedger } from '../../core/gates/ports.ts';
import { replaceHolder } from '../../core/lease/holder.ts';
import type { Leases } from '../../core/lease/lease.ts';
import { supersededBy } from '../../core/lease/superseded.ts';
import type { Rollouts } from '../../core/ports/executions.ts';
import type { EndpointWaits, RolloutRecords } from '../../core/ports/ledger.ts';
import type { Waits } from '../../core/ports/waits.ts';
import { type Release, type Rollout, rolloutName } from '../../core/release.ts';
import type { Instant } from '../../core/values/instant.ts';
import { stopWaiting } from '../rollouts/stop-rollout.ts';

export interface ManifestAttemptPorts {
  readonly ledger: RolloutRecords & EndpointWaits & GateLedger;
  readonly leases: Leases;
  readonly rollouts: Pick<Rollouts, 'start'>;
}

export interface ManifestAttempt {
  readonly release: Release;
  /** S3's id of the manifest's version. */
  readonly manifestVersion: string;
  /** Who uploaded it, and when. */
  readonly by: string;
  readonly at: Instant;
  /**
   * The attempt of the same release that waits under an older manifest, whose place the new one takes;
   * undefined if what serves is released again.
   */
  readonly replaces?: string;
  /** The config that serves, if what serves is released again. */
  readonly serving?: string | undefined;
}

export interface StartedAttempt {
  readonly rollout: Rollout;
  /** `too-late` if the waiting attempt already shifts, has ended, or is a rollback. */
  readonly replaced: 'replaced' | 'too-late' | 'nothing-to-replace';
}

/**
 * Starts the attempt that a version of the manifest asks for, and prevents the attempt that waits under an
 * older manifest from shifting. Idempotent, so any function that finds the newer manifest may call it: a
 * version starts one attempt of a release.
 *
 * The new attempt is started first. If this function then dies, the new attempt takes the place by itself
 * (Admit). The lease decides whether the old one still shifts: never after the new one has been promised its
 * place.
 */
export async function startManifestAttempt(
  ports: ManifestAttemptPorts,
  { release, manifestVersion, by, at, replaces, serving }: ManifestAttempt,
): Promise<StartedAttempt> {
  const { endpoint } = release;
  const attempt = await ports.ledger.nextAttempt(release, `manifest#${manifestVersion}`);
  const replacing = replaces !== undefined && { replaces };
  const rollout: Rollout = {
    release,
    attempt,
    start: {
      kind: 'manifest',
      at,
      by,
      manifestVersion,
      ...replacing,
      ...(serving !== undefined && { serving }),
    },
  };
  const name = rolloutName(rollout);
  // Step Functions forgets names after 90 days; the ledger does not.
  if ((await ports.ledger.rollout(endpoint, name)) === undefined) await ports.rollouts.start(rollout);
  if (replaces === undefined) return { rollout, replaced: 'nothing-to-replace' };
  const { kind } = await ports.leases.change(endpoint, (lease) => replaceHolder(lease, replaces, name));
  return { rollout, replaced: kind === 'replaced' ? kind : 'too-late' };
}

/** The same. In addition the waiting attempt ends at once, because its question is no longer asked. */
export async function replaceWaitingAttempt(
  ports: ManifestAttemptPorts & { readonly waits: Waits },
  asked: ManifestAttempt & { readonly replaces: string },
  now: Instant,
): Promise<StartedAttempt> {
  const started = await startManifestAttempt(ports, asked);
  if (started.replaced === 'replaced') {
    const stop = supersededBy(rolloutName(started.rollout), 'manifest', now);
    await stopWaiting(ports, asked.release.endpoint, asked.replaces, stop);
  }
  return started;
}
