import type { Release } from '../release.ts';
import type { UploadOrder } from './lease.ts';

/** The position of a release's upload among those of its endpoint. */
export const uploadOrderOf = ({ id, artifact: { key, sequencer }, uploadedAt }: Release): UploadOrder => ({
  key,
  uploadedAt,
  release: id,
  ...(sequencer !== undefined && { sequencer }),
});
