import type { Instant } from '../values/instant.ts';
import type { Problem } from '../values/problem.ts';
import type { Companion } from './companion.ts';

/** Where a field stands. */
export interface Place {
  readonly line: number;
  /** The file's key, if it is not the endpoint's own manifest but the defaults. */
  readonly file?: string;
}

/** The place of a manifest's field, or of the nearest enclosing field that exists; undefined if none does. */
export type PlaceOf = (path: readonly (string | number)[]) => Place | undefined;

/** The object that was read: its key and version in the bucket, and its upload time according to S3. */
interface Read {
  readonly key?: string;
  readonly version?: string;
  readonly modifiedAt?: Instant;
  /** The defaults that lie under it; absent if there are none. */
  readonly defaults?: { readonly key: string; readonly version?: string };
}

/**
 * The manifest found beside the artifacts, with the defaults under it: neither, unreadable (with the reason),
 * or its parsed content. Without a key, the content is that of the defaults alone.
 */
export type ManifestFinding =
  | { readonly kind: 'none' }
  /** If there are two manifests, which is an error, its key is that of the one uploaded last. */
  | ({ readonly kind: 'unreadable'; readonly problems: readonly Problem[] } & Read)
  | ({
      readonly kind: 'content';
      readonly value: unknown;
      readonly placeOf?: PlaceOf;
      /** Set if it was pushed together with an artifact. */
      readonly comesWith?: Companion;
    } & Read);
