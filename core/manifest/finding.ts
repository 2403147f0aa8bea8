import type { Instant } from '../values/instant.ts';
import type { Problem } from '../values/problem.ts';
import type { Companion } from './companion.ts';

/** Where a manifest's field stands: its line, or that of the nearest field around it that is there. */
export type LineOf = (path: readonly (string | number)[]) => number | undefined;

/** The manifest as found beside the artifacts: none, unreadable (with why), or its parsed content. */
export type ManifestFinding =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'unreadable';
      readonly problems: readonly Problem[];
      /** As below; of two manifests where there may be one, the one put last. */
      readonly key?: string;
      readonly version?: string;
      readonly modifiedAt?: Instant;
    }
  | {
      readonly kind: 'content';
      readonly value: unknown;
      readonly lineOf?: LineOf;
      /** Its key and version in the bucket, for the ledger; and when S3 says that it was put there. */
      readonly key?: string;
      readonly version?: string;
      readonly modifiedAt?: Instant;
      /** Where it was pushed together with an artifact. */
      readonly comesWith?: Companion;
    };
