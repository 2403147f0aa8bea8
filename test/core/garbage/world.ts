import type { Retention } from '../../../core/garbage/choose.ts';
import { type Collection, collect } from '../../../core/garbage/collect.ts';
import type { Discards } from '../../../core/garbage/discards.ts';
import { pinnedUrl, type Release } from '../../../core/release.ts';

interface Thing {
  readonly ours: boolean;
}
export interface Config extends Thing {
  readonly models: readonly string[];
}
export interface Model extends Thing {
  readonly artifact: string;
}

/**
 * One endpoint, what was made for it, and the ledger. Whatever is deleted is held against what the endpoint and the
 * ledger say in that very instant. `between` runs before every answer: there somebody may change things.
 */
export class GarbageWorld {
  readonly configs = new Map<string, Config>();
  readonly models = new Map<string, Model>();
  readonly alarms = new Set<string>();
  readonly pinned = new Set<string>();
  retentions: Retention[] = [];
  live: string | undefined;
  pending: string | undefined;
  unclear = false;
  keep = 2;
  between: () => void = () => {};
  /** Calls that fail, by name of the operation. */
  readonly failing = new Set<string>();
  /** What must not have been deleted, and was. */
  readonly wrong: string[] = [];

  /** What has to stay, as the truth is now: written down anew here, not asked of what is being tested. */
  mustStay(): { names: string[]; configs: string[]; models: string[]; artifacts: string[] } {
    const newest: string[] = [];
    const byTime = [...this.retentions].sort((a, b) =>
      (b.deployedAt ?? '').localeCompare(a.deployedAt ?? ''),
    );
    for (const { config, deployedAt } of byTime) {
      if (deployedAt !== undefined && newest.length < this.keep && !newest.includes(config))
        newest.push(config);
    }
    const open = this.retentions.flatMap((retention) =>
      retention.open ? [retention.name, retention.config] : [],
    );
    const names = [this.live, this.pending, ...newest, ...open].filter((name) => name !== undefined);
    // Somebody may have deleted one by hand.
    const configs = names.filter((name) => this.configs.has(name));
    const models = configs.flatMap((name) => this.configs.get(name)?.models ?? []);
    const artifacts = models.flatMap((name) => this.models.get(name)?.artifact ?? []);
    return { names, configs, models, artifacts };
  }

  /** A rollout's config, model, alarm and pinned artifact. */
  make(retention: Retention, more: readonly string[] = []): void {
    this.models.set(retention.name, { ours: true, artifact: pinnedUrl(retention.release) });
    this.configs.set(retention.name, { ours: true, models: [retention.name, ...more] });
    for (const alarm of retention.alarms) this.alarms.add(alarm);
    this.pinned.add(retention.release.id);
    this.retentions.push(retention);
  }

  async collect(): Promise<Collection> {
    const collection = await collect(
      {
        discards: this.discards(),
        retentions: async () => {
          this.between();
          return [...this.retentions];
        },
      },
      'iris',
      this.keep,
    );
    this.retentions = this.retentions.map((retention) =>
      collection.discarded.includes(retention.name) ? { ...retention, discarded: true } : retention,
    );
    return collection;
  }

  discards(): Discards {
    const answer = async <T>(operation: string, give: () => T): Promise<T> => {
      this.between();
      if (this.failing.has(operation)) throw new Error(`${operation} failed`);
      return give();
    };
    // Between the last look and a deletion nothing happens: that gap is SageMaker's, and nobody can close it.
    const remove = async <T>(operation: string, effect: () => T): Promise<T> => {
      if (this.failing.has(operation)) throw new Error(`${operation} failed`);
      return effect();
    };
    return {
      liveAndPending: () =>
        answer('liveAndPending', () =>
          this.unclear ? 'unclear' : [this.live, this.pending].filter((name) => name !== undefined),
        ),
      usedBy: (name) =>
        answer('usedBy', () => {
          const models = this.configs.get(name)?.models;
          if (models === undefined) return undefined;
          return { models, artifacts: models.flatMap((model) => this.models.get(model)?.artifact ?? []) };
        }),
      ownership: (kind, name) =>
        answer('ownership', () => {
          const thing: Thing | undefined = kind === 'config' ? this.configs.get(name) : this.models.get(name);
          return thing === undefined ? 'gone' : thing.ours ? 'ours' : 'foreign';
        }),
      deleteConfig: (name) =>
        remove('deleteConfig', () => {
          if (this.mustStay().configs.includes(name) || this.configs.get(name)?.ours === false)
            this.wrong.push(`config ${name}`);
          this.configs.delete(name);
        }),
      deleteModel: (name) =>
        remove('deleteModel', () => {
          if (this.mustStay().models.includes(name) || this.models.get(name)?.ours === false)
            this.wrong.push(`model ${name}`);
          this.models.delete(name);
        }),
      deleteAlarms: (_, names) =>
        remove('deleteAlarms', () => names.filter((name) => this.alarms.delete(name))),
      deletePinned: (release: Release) =>
        remove('deletePinned', () => {
          if (this.mustStay().artifacts.includes(pinnedUrl(release)))
            this.wrong.push(`artifact ${release.id}`);
          this.pinned.delete(release.id);
        }),
    };
  }
}
