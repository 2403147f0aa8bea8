import { isWithoutOwn } from '../manifest/own.ts';
import { parseManifest, type RestOfManifest } from '../manifest/parse.ts';
import { type Manifest, manifestSchema } from '../manifest/schema.ts';
import type { Problem } from '../values/problem.ts';
import type { Findings } from './findings.ts';

/** Used without a manifest: everything is inherited, and the rollout has the defaults. */
export const noManifest: Manifest = manifestSchema.parse({});

/** The manifest for a release, or why there is none. An existing endpoint needs none. */
export function readManifest(
  { manifest, live }: Pick<Findings, 'manifest' | 'live'>,
  endpoint: string,
): { manifest: Manifest | undefined; problems: readonly Problem[]; rest?: RestOfManifest | undefined } {
  switch (manifest.kind) {
    case 'unreadable':
      return { manifest: undefined, problems: manifest.problems };
    case 'none':
      if (live !== undefined) return { manifest: noManifest, problems: [] };
      return { manifest: undefined, problems: [missing(endpoint, 'neither')] };
    case 'content': {
      // Otherwise an artifact in a misspelt folder would create an endpoint.
      if (live === undefined && isWithoutOwn(manifest))
        return { manifest: undefined, problems: [missing(endpoint, 'neither, only the defaults')] };
      const parsed = parseManifest(manifest.value, manifest.placeOf);
      return parsed.ok
        ? { manifest: parsed.manifest, problems: [] }
        : { manifest: undefined, problems: parsed.problems, rest: parsed.rest };
    }
    default:
      return manifest satisfies never;
  }
}

const missing = (endpoint: string, got: string): Problem => ({
  field: 'manifest',
  expected: `a manifest models/${endpoint}/greenlight.yaml, since there is no endpoint "${endpoint}" to take settings from`,
  got,
  fix: 'Upload the manifest: the newest artifact is then tried again by itself, if nothing is wrong with it.',
});
