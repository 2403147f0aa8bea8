import type { Release } from '../release.ts';

export type DiscardKind = 'config' | 'model';

/** What a config uses of what we made. */
export interface ConfigUse {
  readonly models: readonly string[];
  /** Where those models have their data: S3 URLs. */
  readonly artifacts: readonly string[];
}

/** Reads and deletes what releases leave behind. Deleting something that is already gone succeeds. */
export interface Discards {
  /**
   * The configs that the endpoint serves and is moving to, read now; empty if it does not exist. `unclear` if
   * it changes without saying to what, or serves a mix of two configs after a failed rollback.
   */
  liveAndPending(endpoint: string): Promise<readonly string[] | 'unclear'>;
  /** What the config refers to; undefined if there is no such config. */
  usedBy(config: string): Promise<ConfigUse | undefined>;
  /** Whether it carries our tags for this endpoint. */
  ownership(kind: DiscardKind, name: string, endpoint: string): Promise<'ours' | 'foreign' | 'gone'>;
  deleteConfig(name: string): Promise<void>;
  deleteModel(name: string): Promise<void>;
  /** Deletes those of `names` that exist and are ours; returns the deleted ones. */
  deleteAlarms(endpoint: string, names: readonly string[]): Promise<readonly string[]>;
  /** The pinned copy of the release's artifact: everything under its prefix. */
  deletePinned(release: Release): Promise<void>;
}
