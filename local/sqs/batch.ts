import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import { AwsError } from '../transport/aws-error.ts';

interface Entry {
  readonly Id: string | undefined;
}

/**
 * Does something with each entry of a batch on its own: one that is refused is told of, and the others are done.
 * @throws AwsError if the batch itself is malformed (API reference, SendMessageBatch)
 */
export function inBatch<E extends Entry, R extends object>(
  entries: readonly E[] | undefined,
  work: (entry: E) => R,
): { readonly Successful: (R & { Id: string })[]; readonly Failed?: BatchResultErrorEntry[] } {
  checkEntries(entries ?? []);
  const successful: (R & { Id: string })[] = [];
  const failed: BatchResultErrorEntry[] = [];
  for (const entry of entries ?? []) {
    const Id = entry.Id ?? '';
    try {
      successful.push({ ...work(entry), Id });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id, SenderFault: error.status < 500, Code: error.code, Message: error.message });
    }
  }
  return { Successful: successful, ...(failed.length > 0 && { Failed: failed }) };
}

/** 1 MiB, whatever the queue's own limit for a message is (quotas; recordings). */
const largestBatch = 1_048_576;

/** @throws AwsError `AWS.SimpleQueueService.BatchRequestTooLong` if the messages of a batch are too much together */
export function checkBatchSize(bytes: number): void {
  if (bytes <= largestBatch) return;
  throw refused(
    'BatchRequestTooLong',
    `Batch requests cannot be longer than ${largestBatch} bytes. You have sent ${bytes} bytes.`,
  );
}

const refused = (name: string, message: string) => new AwsError(`AWS.SimpleQueueService.${name}`, message);

function checkEntries(entries: readonly Entry[]): void {
  if (entries.length === 0) {
    throw refused('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > 10) {
    throw refused(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  const seen = new Set<string>();
  for (const { Id = '' } of entries) {
    if (!/^[\w-]{1,80}$/.test(Id)) {
      throw refused(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    }
    if (seen.has(Id)) throw refused('BatchEntryIdsNotDistinct', `Id ${Id} repeated.`);
    seen.add(Id);
  }
}
