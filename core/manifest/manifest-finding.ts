import type { Instant } from '../values/instant.ts';
import type { Problem } from '../values/problem.ts';
import type { Companion } from './companion.ts';

/** The line of a manifest's field, or of the nearest enclosing field that exists. */
export type LineOf = (path: readonly (string | number)[]) => number | undefined;

/** The manifest found beside the artifacts: none, unreadable (with the reason), or its parsed content. */
export type ManifestFinding =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'unreadable';
      readonly problems: readonly Problem[];
      /** As below. If there are two manifests, which is an error, the one uploaded last. */
      readonly key?: string;
      readonly version?: string;
      readonly modifiedAt?: Instant;
    }
  | {
      readonly kind: 'content';
      readonly value: unknown;
      readonly lineOf?: LineOf;
      /** Its key and version in the bucket, for the ledger; and its upload time according to S3. */
      readonly key?: string;
      readonly version?: string;
      readonly modifiedAt?: Instant;
      /** Set if it was pushed together with an artifact. */
      readonly comesWith?: Companion;
    };
