import type { Release } from '../release.ts';

export type DiscardKind = 'config' | 'model';

/** What a config needs of what we made. */
export interface ConfigUse {
  readonly models: readonly string[];
  /** Where those models have their data: S3 URLs. */
  readonly artifacts: readonly string[];
}

/** Reading and deleting what releases leave behind. Deleting what is gone already is as good as deleting it. */
export interface Discards {
  /**
   * The configs that the endpoint serves and is moving to, read now; none where it doesn't exist. `unclear` while
   * it changes without saying to what, or serves a mix of two configs after a rollback that failed.
   */
  liveAndPending(endpoint: string): Promise<readonly string[] | 'unclear'>;
  /** What it refers to; undefined where there is no such config. */
  usedBy(config: string): Promise<ConfigUse | undefined>;
  /** Whether it carries our tags, for this endpoint. */
  ownership(kind: DiscardKind, name: string, endpoint: string): Promise<'ours' | 'foreign' | 'gone'>;
  deleteConfig(name: string): Promise<void>;
  deleteModel(name: string): Promise<void>;
  /** Deletes those of `names` that are there and ours; answers with those it deleted. */
  deleteAlarms(endpoint: string, names: readonly string[]): Promise<readonly string[]>;
  /** The pinned copy of the release's artifact: everything under its prefix. */
  deletePinned(release: Release): Promise<void>;
}
