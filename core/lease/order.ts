import { compareInstants } from '../values/instant.ts';
import type { UploadOrder } from './lease.ts';

/**
 * Which of two uploads is newer: above 0 where `a` is. By time, then by key, within a key by sequencer.
 *
 * Not "by sequencer within a key, by time across keys", as S3's documents suggest: where the times of one key
 * contradict its sequencers (the hosts' clocks differ) that is no order. With A = key 1, sequencer 2, 10:00:10; B =
 * key 1, sequencer 1, 10:00:30; C = key 2, 10:00:20, C would be newer than A, B than C, and A than B. So times are
 * first brought in line with sequencers by `align`; then one order of all uploads is left, and it agrees with both.
 */
export function compareUploads(a: UploadOrder, b: UploadOrder): number {
  return (
    compareInstants(a.uploadedAt, b.uploadedAt) ||
    compareText(a.key, b.key) ||
    compareSequencers(a.sequencer, b.sequencer) ||
    compareText(a.release, b.release)
  );
}

/** The newer one; of two equals, the first. */
export const newerOf = (a: UploadOrder | undefined, b: UploadOrder): UploadOrder =>
  a !== undefined && compareUploads(a, b) >= 0 ? a : b;

/**
 * The upload among `known` ones: where S3's sequencers put it before or after one of the same key and the times say
 * otherwise, its time becomes that one's. Of one key, then, the sequencer always decides.
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
 * hexadecimal value occurred later"; editions of AWS's page say left and right, and S3 gives all of one key the same
 * length, where it makes no difference). Without leading zeros, the longer one is the greater; this holds for
 * numbers of any size, and stays an order for text that isn't hexadecimal.
 */
export function compareSequencers(a: string | undefined, b: string | undefined): number {
  const [x, y] = [a, b].map((text = '') => text.toLowerCase().replace(/^0+/, '')) as [string, string];
  return x.length - y.length || compareText(x, y);
}

/** By code unit: the same on every machine, unlike a locale's order. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
