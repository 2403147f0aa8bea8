import type { StateChange } from '../../core/announcements/state-change.ts';
import type { PendingManifest } from '../../core/manifest-change/pending.ts';
import { manifestHeldNotice, unusableManifestNotice } from '../../core/notices/manifest.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { Problem } from '../../core/values/problem.ts';
import { isSevereEnough, type Severity } from '../../core/values/severity.ts';
import { endpointReceipt, once } from '../notices/once.ts';
import { type TellPorts, tell } from '../notices/tell.ts';

interface ManifestTellPorts extends TellPorts {
  readonly ledger: Pick<Ledger, 'claimNotification' | 'markNotified'>;
}

/** Tells once about a changed manifest that starts nothing; people only from their chosen severity on. */
export async function tellHeld(
  ports: ManifestTellPorts,
  pending: PendingManifest,
  { why, problems }: { readonly why: string; readonly problems: readonly Problem[] },
  least: Severity,
  at: Instant,
): Promise<void> {
  const { endpoint, version: manifest, by: uploadedBy } = pending;
  await once(ports.ledger, receiptOf(pending, at), async () => {
    const notice = manifestHeldNotice({ endpoint, uploadedBy }, why, problems);
    const about = { schemaVersion: '1', phase: 'manifest', at, endpoint, manifest, uploadedBy } as const;
    const change: StateChange = { ...about, status: 'next-release', why, problems: [...problems] };
    if (isSevereEnough(notice.severity, least)) await tell(ports, change, notice);
    else await ports.announcements.announce(change);
  });
}

/** Tells once about an invalid manifest that no rollout waits for, as for a misplaced one. */
export async function tellUnusable(
  ports: ManifestTellPorts,
  pending: PendingManifest,
  problems: readonly Problem[],
  at: Instant,
): Promise<void> {
  const { endpoint, version: manifest, by: uploadedBy } = pending;
  await once(ports.ledger, receiptOf(pending, at), async () => {
    const notice = unusableManifestNotice({ endpoint, uploadedBy }, problems);
    const why = 'it cannot be used';
    const about = { schemaVersion: '1', phase: 'manifest', at, endpoint, manifest, uploadedBy } as const;
    await tell(ports, { ...about, status: 'unusable', why, problems: [...problems] }, notice);
  });
}

const receiptOf = ({ endpoint, version }: PendingManifest, at: Instant) =>
  endpointReceipt(endpoint, `manifest-told#${version.versionId}`, at, { key: version.key });
