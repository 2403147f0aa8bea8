import type { GateLedger } from '../../core/gates/ports.ts';
import type { Leases } from '../../core/lease/lease.ts';
import type { ManifestFinding } from '../../core/manifest/manifest-finding.ts';
import {
  decideOnManifest,
  type ManifestDecision,
  type ManifestFacts,
} from '../../core/manifest-change/decide-on-manifest.ts';
import type { PendingManifest } from '../../core/manifest-change/pending.ts';
import { isSameManifest, type ManifestVersion, manifestVersionOf } from '../../core/plan/manifest-version.ts';
import { readManifest } from '../../core/plan/read-manifest.ts';
import { locateProblems } from '../../core/plan/resolution.ts';
import { resolve } from '../../core/plan/resolve.ts';
import type { Rollouts } from '../../core/ports/executions.ts';
import type {
  DeploymentRecords,
  EndpointWaits,
  NotificationReceipt,
  NotificationReceipts,
  PendingManifests,
  RolloutRecords,
} from '../../core/ports/ledger.ts';
import type { Waits } from '../../core/ports/waits.ts';
import { type Release, type Rollout, rolloutName } from '../../core/release.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { Problem } from '../../core/values/problem.ts';
import { type Allowed, type FindingsPorts, readFindings } from '../findings/read-findings.ts';
import { endpointReceipt, once } from '../notices/once.ts';
import type { TellPorts } from '../notices/tell.ts';
import { runningAmong } from './running-among.ts';
import { replaceWaitingAttempt, startManifestAttempt } from './start-attempt.ts';
import { tellHeld, tellUnusable } from './tell-held.ts';

export interface ManifestPorts extends TellPorts {
  readonly look: FindingsPorts;
  readonly allowed: Allowed;
  readonly ledger: RolloutRecords &
    EndpointWaits &
    DeploymentRecords &
    PendingManifests &
    NotificationReceipts &
    GateLedger;
  readonly leases: Leases;
  readonly rollouts: Rollouts;
  readonly waits: Waits;
}

export interface ManifestDone {
  readonly done: 'duplicate' | 'superseded' | ManifestDecision['kind'];
  /** The attempt that was started. */
  readonly rollout?: string;
  readonly why?: string;
}

/**
 * A version of a manifest was uploaded. What it does is decided once, however often its event comes.
 *
 * It is recorded before the lease is read. So if it is postponed because a rollout is running, the function
 * that frees the endpoint finds it (finish.ts); otherwise the endpoint was seen to be free here.
 *
 * @param now ISO
 */
export async function manifestChanged(
  ports: ManifestPorts,
  pending: PendingManifest,
  now: Instant,
): Promise<ManifestDone> {
  const { endpoint, version } = pending;
  const taken = takenManifest(endpoint, version.versionId, now, { key: version.key });
  const done = await once(
    ports.ledger,
    taken,
    async () => (await noteUnlessOlder(ports, pending)) ?? decidePending(ports, pending, now),
  );
  return done?.result ?? { done: 'duplicate' };
}

/**
 * Records the manifest. If another version is recorded, the bucket says which of them is newer, and the newer one is or
 * stays recorded: events come in any order, and an older one's must not have the newer one decided once more.
 */
async function noteUnlessOlder(
  { ledger, look }: Pick<ManifestPorts, 'ledger' | 'look'>,
  pending: PendingManifest,
): Promise<ManifestDone | undefined> {
  const { endpoint, bucket, version } = pending;
  let over: ManifestVersion | undefined;
  // Each time that it cannot be recorded, another one has been meanwhile.
  while (!(await ledger.notePendingManifest(pending, over))) {
    over = (await ledger.pendingManifest(endpoint))?.version;
    const newest = manifestVersionOf(await look.artifacts.readManifest(bucket, endpoint));
    if (!isSameManifest(newest, version)) return supersededBy(newest);
  }
  return undefined;
}

/** The newest version's own event decides about it. */
const supersededBy = (newest: ManifestVersion | null): ManifestDone => ({
  done: 'superseded',
  why: newest?.versionId ?? 'deleted',
});

/** Decides on a recorded manifest: right away, or when the running rollout has ended. */
export async function decidePending(
  ports: ManifestPorts,
  pending: PendingManifest,
  now: Instant,
): Promise<ManifestDone> {
  const { ledger, leases, look, rollouts, allowed } = ports;
  const { endpoint, bucket, version } = pending;
  const found = await look.artifacts.readManifest(bucket, endpoint);
  const newest = manifestVersionOf(found);
  if (!isSameManifest(newest, version)) {
    await ledger.forgetPendingManifest(pending);
    return supersededBy(newest);
  }
  const push = await pushOf(ports, pending, found, now);
  const manifest = readAs(found);
  const lease = await leases.read(endpoint);
  // Records under another spelling of the name were refused, or are older than the endpoint.
  const records = (await ledger.rollouts(endpoint)).filter((record) => record.endpoint === endpoint);
  const decision = decideOnManifest({
    version,
    manifest,
    comesWith: push?.artifact,
    lease,
    records,
    running: await runningAmong(rollouts, records),
    live: await look.endpoints.live(endpoint),
    stage: allowed.stage,
  });
  const done = await carryOut(ports, pending, { found, manifest }, decision, now);
  if (done.done !== 'later') await ledger.forgetPendingManifest(pending);
  if (push !== undefined) await ledger.markNotified(push.claim);
  return done;
}

async function carryOut(
  ports: ManifestPorts,
  pending: PendingManifest,
  { found, manifest }: { readonly found: ManifestFinding; readonly manifest: ManifestFacts['manifest'] },
  decision: ManifestDecision,
  now: Instant,
): Promise<ManifestDone> {
  const { version, by, at } = pending;
  const asked = { manifestVersion: version.versionId, by, at };
  switch (decision.kind) {
    case 'settle-anew': {
      const { name, release, start } = decision.record;
      const serving = start.kind === 'manifest' ? start.serving : undefined;
      const anew = { ...asked, release, replaces: name, serving };
      const { rollout } = await replaceWaitingAttempt(ports, anew, now);
      return { done: decision.kind, rollout: rolloutName(rollout) };
    }
    case 're-release':
    case 'try-again': {
      const { release } = decision;
      const serving = decision.kind === 're-release' ? decision.serving : undefined;
      const { rollout } = await startManifestAttempt(ports, { ...asked, release, serving });
      return { done: decision.kind, rollout: rolloutName(rollout) };
    }
    case 'first-release':
      return { done: decision.kind };
    case 'left':
      return { done: decision.kind, why: decision.to };
    case 'taken':
      return { done: decision.kind, why: decision.by };
    case 'with-artifact':
      return { done: decision.kind, why: decision.artifact };
    case 'later':
      return { done: decision.kind, why: decision.after };
    case 'next-release': {
      const { why, release } = decision;
      const severity = manifest.ok ? manifest.manifest.notify?.severity : undefined;
      const problems = release === undefined ? [] : await problemsUnder(ports, release, found, now);
      await tellHeld(ports, pending, { why, problems }, severity ?? 'info', now);
      return { done: decision.kind, why };
    }
    case 'unusable':
      await tellUnusable(ports, pending, decision.problems, now);
      return { done: decision.kind };
    default:
      return decision satisfies never;
  }
}

/**
 * Why a release under the manifest would currently be refused, tested with what serves, because that artifact
 * is valid.
 */
async function problemsUnder(
  { look: ports, allowed }: ManifestPorts,
  release: Release,
  manifest: ManifestFinding,
  at: Instant,
): Promise<readonly Problem[]> {
  const rollout: Rollout = { release, attempt: 1, start: { kind: 'upload', at } };
  const artifact = { problems: [], bytes: release.artifact.size };
  const resolution = resolve(rollout, await readFindings(ports, rollout, allowed, { manifest, artifact }));
  return resolution.kind === 'refused' ? resolution.problems : [];
}

/** The manifest as it would be used, or everything that is wrong with it, with lines. */
function readAs(found: ManifestFinding): ManifestFacts['manifest'] {
  const parsed = readManifest({ manifest: found, live: undefined }, '');
  return parsed.manifest === undefined
    ? { ok: false, problems: locateProblems(parsed.problems, found) }
    : { ok: true, manifest: parsed.manifest };
}

/**
 * The push that the manifest belongs to. Only the first version with its mark counts. A copy made to restore
 * that version has the same mark, but no artifact follows.
 */
async function pushOf(
  { ledger }: ManifestPorts,
  { endpoint, version }: PendingManifest,
  found: ManifestFinding,
  at: Instant,
): Promise<{ readonly artifact: string; readonly claim: NotificationReceipt } | undefined> {
  if (found.kind !== 'content' || found.comesWith === undefined) return undefined;
  const { artifact, push } = found.comesWith;
  const claim = endpointReceipt(endpoint, `push#${push}`, at, { key: version.key });
  return (await ledger.claimNotification(claim)) ? { artifact, claim } : undefined;
}

/** The receipt for a version of a manifest: it is handled once, however often its event comes. */
export const takenManifest = (
  endpoint: string,
  versionId: string,
  at: Instant,
  detail: NotificationReceipt['detail'],
): NotificationReceipt => endpointReceipt(endpoint, `manifest#${versionId}`, at, detail);
