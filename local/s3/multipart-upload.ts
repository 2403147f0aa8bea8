import type { Checksum, ChecksumAlgorithm } from './checksum.ts';
import type { Tags } from './tag-map.ts';

export interface Part {
  readonly number: number;
  readonly body: Uint8Array;
  /** Hexadecimal MD5. */
  readonly etag: string;
  readonly checksum: Checksum;
  /** Epoch milliseconds. */
  readonly lastModified: number;
}

/** What kind of checksum an object of parts gets. */
export interface DeclaredChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: Checksum['type'];
}

/** An upload that goes on: what CreateMultipartUpload said of the object, and the parts so far. */
export interface MultipartUpload {
  readonly id: string;
  readonly key: string;
  readonly startedAt: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Tags;
  /** As CreateMultipartUpload named it; undefined where S3 takes CRC-64/NVME of the whole by itself. */
  readonly declared: DeclaredChecksum | undefined;
  /** By number; the latest of a number counts. */
  readonly parts: Map<number, Part>;
  /** Whether its key was deleted since it began: then it can't be completed on a condition. */
  isKeyDeleted: boolean;
}
