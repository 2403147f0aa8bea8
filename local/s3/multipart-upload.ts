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

/** An upload that goes on: what CreateMultipartUpload said of the object, and the parts so far. */
export interface MultipartUpload {
  readonly id: string;
  readonly key: string;
  readonly startedAt: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Tags;
  readonly algorithm: ChecksumAlgorithm;
  /** Whether it was named, or is what S3 takes by itself: then clients' checksums of parts are refused. */
  readonly algorithmNamed: boolean;
  readonly checksumType: Checksum['type'];
  /** By number; the latest of a number counts. */
  readonly parts: Map<number, Part>;
}
