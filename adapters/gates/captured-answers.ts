import type { S3Client } from '@aws-sdk/client-s3';
import { groupedBy } from '../../core/values/grouped.ts';
import { type CaptureFile, captureFiles, captureLines } from '../s3/captured.ts';
import type { CapturedScore, ScoreReader } from './captured-score.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** How much is read: bytes of files, and answers in them. */
export interface Bound {
  readonly bytes: number;
  readonly answers: number;
}

/** Where a fleet's answers lie, and how a line is read. */
export interface Captured {
  readonly s3: S3Client;
  readonly bucket: string;
  /** Prefix, endpoint and variant. */
  readonly folder: string;
  readonly scoreIn: ScoreReader;
}

/**
 * The scores of answers from `start` on (epoch milliseconds), by what has come until `now`. Of the files of each minute of
 * delivery so much is read, and no more, whatever comes later: so every look reads the same of what was there before.
 *
 * @param perMinute rounded down to whole bytes and answers
 */
export async function scoresSince(
  captured: Captured,
  start: number,
  now: number,
  perMinute: Bound,
): Promise<CapturedScore[]> {
  const found: CapturedScore[] = [];
  const { s3, bucket, folder } = captured;
  const files: CaptureFile[] = [];
  for (let at = start - (start % hourMs); at <= now; at += hourMs)
    files.push(...(await captureFiles(s3, bucket, folder, at)));
  // What came before the start has nothing from after it.
  const byMinute = groupedBy(
    files.filter(({ modifiedAt }) => modifiedAt >= start),
    ({ modifiedAt }) => Math.floor(modifiedAt / minuteMs),
  );
  for (const [, ofMinute] of [...byMinute].toSorted(([a], [b]) => a - b))
    found.push(...(await readWithin(captured, inChanceOrder(ofMinute), perMinute, ({ at }) => at >= start)));
  return found;
}

/** The scores of the newest answers before `end` (epoch milliseconds), of so many hours at most. */
export async function scoresBefore(
  captured: Captured,
  end: number,
  hours: number,
  most: Bound,
): Promise<CapturedScore[]> {
  const found: CapturedScore[] = [];
  const { s3, bucket, folder } = captured;
  for (let back = 0; back < hours && found.length < most.answers; back += 1) {
    const files = await captureFiles(s3, bucket, folder, end - back * hourMs);
    const newestFirst = files.toSorted((a, b) => b.modifiedAt - a.modifiedAt || compare(a.key, b.key));
    const left = { bytes: most.bytes, answers: most.answers - found.length };
    found.push(...(await readWithin(captured, newestFirst, left, ({ at }) => at < end)));
  }
  return found;
}

/** Reads files in their order, as far as the bound goes. */
async function readWithin(
  { s3, bucket, scoreIn }: Captured,
  files: readonly CaptureFile[],
  { bytes, answers }: Bound,
  isWanted: (scored: CapturedScore) => boolean,
): Promise<CapturedScore[]> {
  const found: CapturedScore[] = [];
  let left = Math.floor(bytes);
  for (const file of files) {
    if (left < 1) break;
    const lines = await captureLines(s3, bucket, file, left);
    left -= Math.min(left, file.size);
    for (const line of lines) {
      if (found.length >= Math.floor(answers)) return found;
      const scored = await scoreIn(line);
      if (scored !== undefined && isWanted(scored)) found.push(scored);
    }
  }
  return found;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By the ends of their names, which are drawn by chance: by their beginnings, the same instances would come first. */
const inChanceOrder = (files: readonly CaptureFile[]): CaptureFile[] => {
  const turned = ({ key }: CaptureFile) => [...key].reverse().join('');
  return files.toSorted((a, b) => compare(turned(a), turned(b)));
};
