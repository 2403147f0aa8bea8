import { hold } from '../gates/hold.ts';
import type { ManifestFinding } from '../manifest/manifest-finding.ts';
import { canonicalJson } from '../values/canonical-json.ts';
import { epochMsOf } from '../values/instant.ts';
import type { Problem } from '../values/problem.ts';
import type { RolloutRecord } from './rollout-record.ts';

type KeptGates = NonNullable<RolloutRecord['gates']>;

/**
 * Version 0.1 asked people before anything was settled, and stored only the gates. This says why its answers
 * do not hold for what would be released now: the gates differ, or there were gates before the shift and the
 * manifest was uploaded since. A rollback is not stopped by a manifest, and its holds depend on the current
 * alarms.
 */
export function askedOtherwise(
  record: Pick<RolloutRecord, 'gates' | 'start' | 'startedAt'> | undefined,
  gates: KeptGates,
  manifest: ManifestFinding,
): Problem[] {
  if (record === undefined) return [];
  const isRollback = record.start.kind === 'rollback';
  const asked = record.gates ?? { before: [], during: [], after: [] };
  if (comparable(asked, isRollback) !== comparable(gates, isRollback)) return [changed('other gates')];
  const putAt = manifest.kind === 'none' ? undefined : manifest.modifiedAt;
  const isNewer = putAt !== undefined && epochMsOf(putAt) > epochMsOf(record.startedAt);
  return isNewer && asked.before.length > 0 && !isRollback ? [changed(`one put at ${putAt}`)] : [];
}

function comparable({ before, during, after }: KeptGates, isRollback: boolean): string {
  return canonicalJson([
    before,
    isRollback ? during.filter(({ kind }) => kind !== hold.kind) : during,
    after,
  ]);
}

const changed = (got: string): Problem => ({
  field: 'manifest',
  expected: 'the manifest under which an older version of Greenlight checked and asked about this release',
  got: `${got}: it was changed while that version ran the release`,
  fix: 'Try again with greenlight retry, which asks about the newest manifest.',
});
