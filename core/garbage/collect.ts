import { folded } from '../endpoint-name.ts';
import { modelBucketOf, pinnedPrefix } from '../release.ts';
import { type Choice, chooseGarbage, distinct, type GarbageFacts, type Retention } from './choose.ts';
import type { ConfigUse, Discards } from './discards.ts';

export interface CollectPorts {
  readonly discards: Discards;
  /** All rollouts of the endpoint that the ledger holds now. */
  readonly retentions: (endpoint: string) => Promise<readonly Retention[]>;
}

export interface Collection {
  /** What was deleted, in order. */
  readonly deleted: readonly string[];
  /** Rollouts of which nothing is left. Later collections skip them. */
  readonly discarded: readonly string[];
  /** Rollouts whose alarms were deleted, but nothing else. */
  readonly unwatched: readonly string[];
  /** What could not be deleted, and why. The next collection tries again. */
  readonly failures: readonly string[];
}

/**
 * The most deletions in one run, so that a much smaller `keep` does not take too long; the next run takes the
 * rest.
 */
const mostDeletions = 40;

/**
 * Deletes what no kept release needs, oldest rollouts first: each one's endpoint config, then its model once
 * no remaining config refers to it, its alarms, and last the pinned artifact once nothing of its release is
 * left. Then the alarms of releases that are kept, but do not serve. The ledger and then the endpoint are read again right before every single deletion. SageMaker has no
 * conditional deletion, so a change by somebody else between that reading and the call goes unseen. Our own
 * rollouts change nothing meanwhile, because the caller holds the endpoint's lease.
 *
 * A failure is reported and does not stop the rest. Never throws.
 */
export async function collect(ports: CollectPorts, endpoint: string, keep: number): Promise<Collection> {
  const run = new Run(ports, endpoint, keep);
  const { garbage, unwatched } = await run.due();
  for (const retention of garbage) {
    if (run.done().deleted.length < mostDeletions) await run.discard(retention);
  }
  for (const retention of unwatched) {
    if (run.done().deleted.length < mostDeletions) await run.unwatch(retention);
  }
  return run.done();
}

/** How often to read an endpoint that somebody keeps changing, before leaving it to the next collection. */
const mostRounds = 5;

const nothing: ConfigUse = { models: [], artifacts: [] };

class Run {
  readonly #ports: CollectPorts;
  readonly #endpoint: string;
  readonly #keep: number;
  /** Configs never change, so each is read once. */
  readonly #uses = new Map<string, ConfigUse>();
  readonly #deleted: string[] = [];
  readonly #discarded: string[] = [];
  readonly #unwatched: string[] = [];
  readonly #failures: string[] = [];

  constructor(ports: CollectPorts, endpoint: string, keep: number) {
    this.#ports = ports;
    this.#endpoint = endpoint;
    this.#keep = keep;
  }

  done(): Collection {
    return {
      deleted: this.#deleted,
      discarded: this.#discarded,
      unwatched: this.#unwatched,
      failures: this.#failures,
    };
  }

  /** The rollouts to delete, and those whose alarms are to be; none if that is unknown. */
  async due(): Promise<Pick<Choice, 'garbage' | 'unwatched'>> {
    let due: Pick<Choice, 'garbage' | 'unwatched'> = { garbage: [], unwatched: [] };
    await this.#attempt(`what ${this.#endpoint} needs`, async () => {
      due = await this.look();
      return true;
    });
    return due;
  }

  /** Deletes only its alarms. A rollback makes its own. */
  async unwatch(retention: Retention): Promise<void> {
    const { name } = retention;
    const isDone = await this.#attempt(`alarms of ${name}`, async () => {
      const { unwatched } = await this.look();
      if (!unwatched.some((one) => one.name === name)) return false;
      const gone = await this.#ports.discards.deleteAlarms(this.#endpoint, retention.alarms);
      this.#deleted.push(...gone.map((alarm) => `alarm ${alarm}`));
      return true;
    });
    if (isDone) this.#unwatched.push(name);
  }

  /** Reads the ledger first and the endpoint last, so that a manual deployment is never missed. */
  async look(): Promise<Choice & GarbageFacts> {
    const retentions = await this.#ports.retentions(this.#endpoint);
    const serving = await this.#ports.discards.liveAndPending(this.#endpoint);
    const facts = { retentions, serving, keep: this.#keep };
    return { ...facts, ...chooseGarbage(facts) };
  }

  async discard(retention: Retention): Promise<void> {
    const { discards } = this.#ports;
    const { name } = retention;
    const config = await this.#attempt(`endpoint config ${name}`, async () => {
      const whose = await discards.ownership('config', name, this.#endpoint);
      if (whose !== 'ours') return true;
      if (!isGarbage(await this.look(), retention)) return false;
      await discards.deleteConfig(name);
      this.#uses.set(folded(name), nothing);
      return this.#note(`endpoint config ${name}`);
    });
    const model = await this.#attempt(`model ${name}`, async () => {
      const whose = await discards.ownership('model', name, this.#endpoint);
      if (whose !== 'ours') return true;
      const facts = await this.#unneeded(retention, ({ models }) =>
        models.map(folded).includes(folded(name)),
      );
      if (facts === undefined) return false;
      await discards.deleteModel(name);
      return this.#note(`model ${name}`);
    });
    const alarms = await this.#attempt(`alarms of ${name}`, async () => {
      if (retention.alarms.length === 0) return true;
      if (!isGarbage(await this.look(), retention)) return false;
      const gone = await discards.deleteAlarms(this.#endpoint, retention.alarms);
      this.#deleted.push(...gone.map((alarm) => `alarm ${alarm}`));
      return true;
    });
    if (!config || !model || !alarms) return;
    const artifact = await this.#attempt(`artifact of ${retention.release.id}`, () =>
      this.#discardPin(retention),
    );
    if (artifact) this.#discarded.push(name);
  }

  /** True if nothing is left to do: it is deleted, or another rollout of the release takes care of it. */
  async #discardPin(retention: Retention): Promise<boolean> {
    const { release } = retention;
    if (this.#hasOther(await this.look(), retention)) return true;
    const within = `s3://${modelBucketOf(release)}/${pinnedPrefix(release)}`;
    const facts = await this.#unneeded(retention, ({ artifacts }) =>
      artifacts.some((url) => url.startsWith(within)),
    );
    if (facts === undefined) return false;
    // A retry of the release may have begun. One that begins only now pins it again, once it has the lease.
    if (this.#hasOther(facts, retention)) return true;
    await this.#ports.discards.deletePinned(release);
    return this.#note(`artifact of ${release.id}`);
  }

  /** Whether another rollout of the same release still has, or will have, something. */
  #hasOther({ retentions }: GarbageFacts, retention: Retention): boolean {
    const settled = new Set([retention.name, ...this.#discarded]);
    return retentions.some(
      ({ name, release, discarded }) =>
        release.id === retention.release.id && !discarded && !settled.has(name),
    );
  }

  /**
   * The facts of the last look, if no remaining config needs it and the rollout is still garbage. Every
   * config that is not deleted counts, also one whose deletion failed. After reading configs, it looks again
   * until nothing new shows up. So the look is always the last step.
   */
  async #unneeded(
    retention: Retention,
    needs: (use: ConfigUse) => boolean,
  ): Promise<GarbageFacts | undefined> {
    const gone = new Set<string>();
    for (let round = 0; round < mostRounds; round += 1) {
      const facts = await this.look();
      if (!isGarbage(facts, retention)) return undefined;
      const left = facts.retentions.filter(({ discarded }) => !discarded).map(({ name }) => name);
      const present = distinct([...facts.kept, ...left]).filter((config) => !gone.has(folded(config)));
      const unread = present.filter((config) => !this.#uses.has(folded(config)));
      if (unread.length === 0) {
        return present.some((config) => needs(this.#uses.get(folded(config)) ?? nothing)) ? undefined : facts;
      }
      for (const config of unread) {
        const use = await this.#ports.discards.usedBy(config);
        if (use === undefined) gone.add(folded(config));
        else this.#uses.set(folded(config), use);
      }
    }
    throw new Error('the endpoint changed at every look');
  }

  #note(deleted: string): true {
    this.#deleted.push(deleted);
    return true;
  }

  async #attempt(what: string, work: () => Promise<boolean>): Promise<boolean> {
    try {
      return await work();
    } catch (error) {
      this.#failures.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  }
}

const isGarbage = (choice: Choice, retention: Retention): boolean =>
  choice.garbage.some(({ name }) => name === retention.name);
