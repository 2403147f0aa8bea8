import { endpointsAskedBy } from '../../core/gates/kinds.ts';
import type { ManifestFinding } from '../../core/manifest/manifest-finding.ts';
import { parseManifest } from '../../core/manifest/parse.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';

/**
 * The true names of the endpoints that a manifest's gates call, by their names in the manifest; null if there
 * is no such endpoint.
 */
export async function ownNamesAsked(
  endpoints: Pick<Endpoints, 'ownName'>,
  manifest: ManifestFinding,
): Promise<Record<string, string | null>> {
  const parsed = manifest.kind === 'content' ? parseManifest(manifest.value) : undefined;
  const { before = [], during = [], after = [] } = (parsed?.ok ? parsed.manifest.gates : undefined) ?? {};
  const asked = endpointsAskedBy([...before, ...during, ...after]);
  const own = await Promise.all(asked.map(async (name) => [name, (await endpoints.ownName(name)) ?? null]));
  return Object.fromEntries(own);
}
