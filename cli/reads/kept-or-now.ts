import { S3Client } from '@aws-sdk/client-s3';
import { readKept } from '../../adapters/s3/reports.ts';
import type { Recording } from '../../core/recording/recording.ts';
import { keptReport } from '../../core/records/kept-report.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { compareInstants } from '../../core/values/instant.ts';
import type { Aws } from '../aws/aws.ts';
import type { Records } from '../aws/records.ts';
import { recordNow } from './record-now.ts';

/**
 * The recording that was kept at a rollout's end. Without one (it has not ended, or some minutes ago; or it may not be
 * read), or if it is older than what became of the endpoint: everything that is known now.
 *
 * @param records the endpoint's, oldest first
 */
export async function keptOrNow(
  aws: Pick<Aws, 'clients' | 'now'>,
  ledger: Pick<Records, 'gates' | 'waits' | 'looks' | 'endpoint'>,
  record: RolloutRecord,
  records: readonly RolloutRecord[],
): Promise<Recording> {
  return (await keptOf(aws.clients(S3Client), record)) ?? recordNow(aws, ledger, record, records);
}

/** The recording that was kept at its end; undefined without one, or if it is older than what became of the endpoint. */
export async function keptOf(client: S3Client, record: RolloutRecord): Promise<Recording | undefined> {
  const { endedAt, aftermath } = record;
  const kept = endedAt === undefined ? undefined : await readKept(client, keptReport(record));
  const isWhole = kept !== undefined && (!aftermath || compareInstants(kept.asOf, aftermath.at) >= 0);
  return isWhole ? kept : undefined;
}
