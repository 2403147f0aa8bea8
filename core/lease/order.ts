import { compareInstants } from '../values/instant.ts';
import type { UploadOrder } from './lease.ts';

/**
 * Compares two uploads: above 0 if `a` is newer. By time, then by key, and within a key by sequencer.
 *
 * S3's documents suggest "by sequencer within a key, by time across keys". But if the times of one key
 * contradict its sequencers (the hosts' clocks differ), that is not an order. With A = key 1, sequencer 2,
 * 10:00:10; B = key 1, sequencer 1, 10:00:30; C = key 2, 10:00:20, C would be newer than A, B than C, and A
 * than B. So `align` first corrects times by sequencers. Then one order of all uploads remains, and it agrees
 * with both.
 */
export function compareUploads(a: UploadOrder, b: UploadOrder): number {
  return (
    compareInstants(a.uploadedAt, b.uploadedAt) ||
    compareText(a.key, b.key) ||
    compareSequencers(a.sequencer, b.sequencer) ||
    compareText(a.release, b.release)
  );
}

/** The newer one; the first if they are equal. */
export const newerOf = (a: UploadOrder | undefined, b: UploadOrder): UploadOrder =>
  a !== undefined && compareUploads(a, b) >= 0 ? a : b;

/**
 * Corrects an upload's time against the `known` uploads: if its time and its sequencer disagree about the
 * order with an upload of the same key, it gets that upload's time. So within a key, the sequencer always
 * decides.
 */
export function align(order: UploadOrder, known: readonly UploadOrder[]): UploadOrder {
  let { uploadedAt } = order;
  if (order.sequencer === undefined) return order;
  for (const other of known) {
    if (other.key !== order.key || other.sequencer === undefined) continue;
    const bySequencer = compareSequencers(order.sequencer, other.sequencer);
    const byTime = compareInstants(uploadedAt, other.uploadedAt);
    if (bySequencer * byTime < 0) uploadedAt = other.uploadedAt;
  }
  return uploadedAt === order.uploadedAt ? order : { ...order, uploadedAt };
}

/**
 * Sequencers of one key are compared as numbers, after left-padding the shorter one with zeros ("the greater
 * hexadecimal value occurred later"). Some editions of AWS's page say left, some right; S3 gives all
 * sequencers of one key the same length, so it makes no difference. Without leading zeros, the longer one is
 * the greater. This works for numbers of any size, and is still an order for text that isn't hexadecimal.
 */
export function compareSequencers(a: string | undefined, b: string | undefined): number {
  const [x, y] = [a, b].map((text = '') => text.toLowerCase().replace(/^0+/, '')) as [string, string];
  return x.length - y.length || compareText(x, y);
}

/** By code unit: the same on every machine, unlike the order of a locale. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
