import * as z from 'zod';
import type { ManifestFinding } from '../manifest/finding.ts';

/** One version of one manifest: what a plan was settled from. */
export const manifestVersionSchema = z.object({ key: z.string(), versionId: z.string() });
export type ManifestVersion = z.infer<typeof manifestVersionSchema>;

/** S3's own id of the only version that there is of an object in a bucket that keeps none. */
const unversioned = 'null';

/** Which version was found; null where there is no manifest. */
export function manifestVersionOf(found: ManifestFinding): ManifestVersion | null {
  if (found.kind === 'none' || found.key === undefined) return null;
  return { key: found.key, versionId: found.version ?? unversioned };
}

/** Whether both are the same version, or both are none. */
export const isSameManifest = (a: ManifestVersion | null, b: ManifestVersion | null): boolean =>
  a?.key === b?.key && a?.versionId === b?.versionId;
