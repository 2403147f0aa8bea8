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
    case 'none': {
      if (live !== undefined) return { manifest: noManifest, problems: [] };
      const expected = `a manifest models/${endpoint}/greenlight.yaml, since there is no endpoint "${endpoint}" to take settings from`;
      const fix =
        'Upload the manifest: the newest artifact is then tried again by itself, if nothing is wrong with it.';
      return { manifest: undefined, problems: [{ field: 'manifest', expected, got: 'neither', fix }] };
    }
    case 'content': {
      const parsed = parseManifest(manifest.value, manifest.lineOf);
      return parsed.ok
        ? { manifest: parsed.manifest, problems: [] }
        : { manifest: undefined, problems: parsed.problems, rest: parsed.rest };
    }
    default:
      return manifest satisfies never;
  }
}
