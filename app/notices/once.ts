import type { Ledger, NotificationReceipt } from '../../core/ports/ledger.ts';
import type { Instant } from '../../core/values/instant.ts';

/**
 * Does what is to be done once, however often its event comes: claims the receipt, works, marks it. Work that fails
 * leaves the claim unmarked, and can be claimed again. Answers with what the work gave; undefined where it was done
 * before.
 */
export async function once<T>(
  ledger: Pick<Ledger, 'claimNotification' | 'markNotified'>,
  receipt: NotificationReceipt,
  work: () => Promise<T>,
): Promise<{ readonly result: T } | undefined> {
  if (!(await ledger.claimNotification(receipt))) return undefined;
  const result = await work();
  await ledger.markNotified(receipt);
  return { result };
}

/** A receipt of something told about an endpoint; `occurrence` tells one from another. */
export const endpointReceipt = (
  endpoint: string,
  occurrence: string,
  at: Instant,
  detail: NotificationReceipt['detail'],
): NotificationReceipt => ({ subject: `endpoint#${endpoint.toLowerCase()}`, occurrence, at, detail });
