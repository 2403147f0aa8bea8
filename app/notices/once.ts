import type { Ledger, NotificationReceipt } from '../../core/ports/ledger.ts';
import type { Instant } from '../../core/values/instant.ts';

/**
 * Does some work once, however often its event comes: claims the receipt, works, marks it. If the work fails,
 * the claim stays unmarked and can be claimed again. Returns the work's result; undefined if it was done
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

/** A receipt for something told about an endpoint; `occurrence` distinguishes repeated ones. */
export const endpointReceipt = (
  endpoint: string,
  occurrence: string,
  at: Instant,
  detail: NotificationReceipt['detail'],
): NotificationReceipt => ({ subject: `endpoint#${endpoint.toLowerCase()}`, occurrence, at, detail });
