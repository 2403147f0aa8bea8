import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { readRecording } from '../../adapters/recording/read-recording.ts';
import { endpointReading } from '../../adapters/sagemaker/deployment.ts';
import { looksOf } from '../../core/recording/looks-of.ts';
import type { Recording } from '../../core/recording/recording.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { instantAt } from '../../core/values/instant.ts';
import type { Aws } from '../aws/aws.ts';
import type { Records } from '../aws/records.ts';

/**
 * Everything that is known of a rollout now. While it shifts, it is looked at once more.
 *
 * @param records the endpoint's, oldest first
 */
export async function recordNow(
  { clients, now: clock }: Pick<Aws, 'clients' | 'now'>,
  ledger: Pick<Records, 'gates' | 'waits' | 'looks' | 'endpoint'>,
  record: RolloutRecord,
  records: readonly RolloutRecord[],
): Promise<Recording> {
  const { endpoint, name, phases, outcome } = record;
  // Before its shift and after its end, the fleets are those of other rollouts.
  const isItsOwn = phases.shifting !== undefined && outcome === undefined;
  const [gates, waits, kept, seen, now] = await Promise.all([
    ledger.gates(endpoint, name),
    ledger.waits(endpoint),
    ledger.looks(endpoint, name),
    isItsOwn ? ledger.endpoint(endpoint) : undefined,
    clock(),
  ]);
  const sightings =
    seen === undefined ? kept : [...kept, { at: instantAt(now), reading: endpointReading(seen) }];
  const known = { record, records, gates, waits, looks: looksOf(sightings, record, waits) };
  return readRecording(clients(CloudWatchClient), known, now, 'live');
}
