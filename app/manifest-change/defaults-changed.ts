import type { StateChange } from '../../core/announcements/state-change.ts';
import { defaultsProblems } from '../../core/manifest/defaults-problems.ts';
import { unusableDefaultsNotice } from '../../core/notices/manifest.ts';
import { isSameManifest, type ManifestVersion, manifestVersionOf } from '../../core/plan/manifest-version.ts';
import type { ArtifactStore } from '../../core/ports/artifacts.ts';
import type { NotificationReceipts } from '../../core/ports/ledger.ts';
import type { Instant } from '../../core/values/instant.ts';
import { once } from '../notices/once.ts';
import { type TellPorts, tell } from '../notices/tell.ts';

export interface DefaultsPorts extends TellPorts {
  readonly look: { readonly artifacts: Pick<ArtifactStore, 'readDefaults'> };
  readonly ledger: NotificationReceipts;
}

/** An uploaded version of the defaults. */
interface UploadedDefaults {
  readonly bucket: string;
  readonly version: ManifestVersion;
  readonly by: string;
}

export interface DefaultsDone {
  readonly done: 'duplicate' | 'superseded' | 'next-release' | 'unusable';
}

/**
 * The defaults for all endpoints were uploaded. That starts nothing: each rollout reads them. If they are
 * wrong, people are told once, before a release is refused for it.
 */
export async function defaultsChanged(
  ports: DefaultsPorts,
  { bucket, version, by: uploadedBy }: UploadedDefaults,
  at: Instant,
): Promise<DefaultsDone> {
  const { key, versionId } = version;
  const receipt = { subject: `artifact#${bucket}/${key}`, occurrence: versionId, at, detail: { key } };
  const told = await once(ports.ledger, receipt, async (): Promise<DefaultsDone> => {
    const found = await ports.look.artifacts.readDefaults(bucket);
    // The newest version has an event of its own.
    if (!isSameManifest(manifestVersionOf(found), version)) return { done: 'superseded' };
    const problems = defaultsProblems(found);
    const status = problems.length === 0 ? 'next-release' : 'unusable';
    const change: StateChange = {
      ...{ schemaVersion: '1', phase: 'defaults', at, endpoint: null },
      ...{ manifest: version, uploadedBy, status, problems: [...problems] },
    };
    if (problems.length === 0) await ports.announcements.announce(change);
    else await tell(ports, change, unusableDefaultsNotice({ bucket, uploadedBy }, problems));
    return { done: status };
  });
  return told?.result ?? { done: 'duplicate' };
}
