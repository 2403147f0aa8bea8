import type { RolloutRecord } from '../../records/rollout-record.ts';
import { versionOf } from '../../release.ts';
import { truncate } from '../../values/plain-text.ts';
import type { Finding } from '../finding.ts';
import type { EndpointFacts } from './endpoint-facts.ts';

/** How many rollouts are looked back at. */
const newest = 3;

/** Why it failed last, as SageMaker tells it; and how the last releases ended, if not well. */
export function checkHistory({ findings: { live }, records = [] }: EndpointFacts): Finding<'history'>[] {
  const reason = live.failureReason;
  const failed: Finding<'history'>[] =
    reason === undefined || reason === ''
      ? []
      : [
          {
            check: 'history',
            weight: live.status === 'InService' ? 'note' : 'warning',
            found: `its last update failed: ${truncate(reason, 300)}`,
          },
        ];
  const ends = records.filter(({ outcome }) => outcome !== undefined).slice(-newest);
  const bad = ends.filter(({ outcome }) => outcome !== 'DEPLOYED' && outcome !== 'SUPERSEDED');
  return [...failed, ...(bad.length === 0 ? [] : [told(live.name, bad)])];
}

const told = (endpoint: string, bad: readonly RolloutRecord[]): Finding<'history'> => ({
  check: 'history',
  weight: 'note',
  found: `of its last releases: ${bad.map((record) => `${versionOf(record)} ${record.outcome}`).join(', ')} (npx greenlight history ${endpoint})`,
});
