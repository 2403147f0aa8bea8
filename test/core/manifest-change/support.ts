import { supersededBy } from '../../../core/lease/superseded.ts';
import type { ManifestVersion } from '../../../core/plan/manifest-version.ts';
import type { RolloutRecord } from '../../../core/records/rollout-record.ts';
import { pinnedUrl, type Release } from '../../../core/release.ts';
import type { LiveEndpoint } from '../../../core/sagemaker.ts';
import { concludeEnding } from '../../../core/verdict/conclude-ending.ts';
import type { Outcome } from '../../../core/verdict/conclusion.ts';
import { aLiveEndpoint, aLiveModel, anArtifact, aRecord, aRelease } from '../../support/builders.ts';
import { second } from '../../support/claims.ts';

/** A release of that version, uploaded so many seconds after the hour. */
export const released = (version: string, at = 0): Release =>
  aRelease({
    version,
    uploadedAt: second(at),
    artifact: anArtifact({ key: `models/iris/${version}/model.tar.gz`, versionId: version }),
  });

export const versionOf = (versionId: string): ManifestVersion => ({
  key: 'models/iris/greenlight.yaml',
  versionId,
});

/** A rollout in the ledger; `under`: the manifest version that it was settled with. */
export function aRolloutOf(
  release: Release,
  over: Partial<RolloutRecord> & { readonly under?: string } = {},
): RolloutRecord {
  const { under, ...rest } = over;
  const settled = {
    at: second(1),
    digest: 'd',
    manifest: versionOf(under ?? ''),
    from: null,
    changes: [],
    terms: { strategy: '', alarms: [] },
    round: 1,
  };
  return aRecord({}, { release, ...(under !== undefined && { settled }), ...rest });
}

/** The same, ended. */
export function ended(
  release: Release,
  outcome: Outcome,
  over: Parameters<typeof aRolloutOf>[1] = {},
): RolloutRecord {
  const conclusion = concludeEnding({ kind: 'stopped', stop: supersededBy('x', 'upload', second(2)) });
  return aRolloutOf(release, { outcome, conclusion: { ...conclusion, outcome }, ...over });
}

/** The endpoint as it serves what the rollout released, by the builders' manifest. */
export const serves = ({ name, release }: RolloutRecord, over: Partial<LiveEndpoint> = {}): LiveEndpoint => {
  const [variant] = aLiveEndpoint().config.ProductionVariants;
  const container = { Image: 'local:iris', ModelDataUrl: pinnedUrl(release) };
  return aLiveEndpoint({
    configName: name,
    config: { ProductionVariants: [{ ...variant, VariantName: 'AllTraffic', ModelName: name }] },
    models: { [name]: aLiveModel({ PrimaryContainer: container }) },
    ...over,
  });
};
