import type { ManifestFinding } from './manifest-finding.ts';

/** Whether the endpoint has no manifest of its own: none at all, or only the defaults. */
export const isWithoutOwn = (found: ManifestFinding): boolean =>
  found.kind === 'none' || (found.key === undefined && found.defaults !== undefined);
