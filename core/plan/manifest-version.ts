import * as z from 'zod';
import type { ManifestFinding } from '../manifest/manifest-finding.ts';

/** One version of one manifest: a plan is settled from it. */
export const manifestVersionSchema = z.object({ key: z.string(), versionId: z.string() });
export type ManifestVersion = z.infer<typeof manifestVersionSchema>;

/** S3's version id of an object in a bucket without versioning. */
const unversioned = 'null';

/** The version that was found; null if there is no manifest. */
export function manifestVersionOf(found: ManifestFinding): ManifestVersion | null {
  if (found.kind === 'none' || found.key === undefined) return null;
  return { key: found.key, versionId: found.version ?? unversioned };
}

/** The version of the defaults that lie under it; null if there are none. */
export function defaultsVersionOf(found: ManifestFinding): ManifestVersion | null {
  const defaults = found.kind === 'none' ? undefined : found.defaults;
  return defaults === undefined ? null : { key: defaults.key, versionId: defaults.version ?? unversioned };
}

/** Whether both are the same version, or both are null. */
export const isSameManifest = (a: ManifestVersion | null, b: ManifestVersion | null): boolean =>
  a?.key === b?.key && a?.versionId === b?.versionId;
