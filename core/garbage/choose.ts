import { folded } from '../endpoint-name.ts';
import type { Release } from '../release.ts';
import { compareInstants, type Instant } from '../values/instant.ts';

/**
 * The facts about a rollout that the choice needs. `name` is the name of the model and endpoint config that
 * it made.
 */
export interface Retention {
  readonly name: string;
  readonly release: Release;
  readonly startedAt: Instant;
  /** Its endpoint configs: the one it made, and the one it deploys (in a rollback, another rollout's). */
  readonly configs: readonly string[];
  /** The config that it deploys. */
  readonly config: string;
  /** The managed alarms that it made, unless they were removed. */
  readonly alarms: readonly string[];
  /** Whether it may still act: it has no outcome, or its endpoint has not come to rest since. */
  readonly open: boolean;
  /** When `config` was deployed, if it was. Configs that others made do not count. */
  readonly deployedAt?: Instant | undefined;
  /** When it went live, if it did, whoever made its config. */
  readonly liveSince?: Instant | undefined;
  /** A config of others that it replaced. A rollback may go to it, and it may refer to what we made. */
  readonly replaced?: string | undefined;
  /** When it ended with a mix of two configs that may both serve: it stays so until another release is live. */
  readonly mixedSince?: Instant | undefined;
  /** Everything that it made has been deleted. */
  readonly discarded: boolean;
}

/** The facts that the choice is based on, as of now. */
export interface GarbageFacts {
  /** Every rollout of the endpoint, in any order. */
  readonly retentions: readonly Retention[];
  /** Configs that the endpoint serves or is moving to; `unclear` if that is unknown. */
  readonly serving: readonly string[] | 'unclear';
  /** How many deployed configs stay for rollback. */
  readonly keep: number;
}

export interface Choice {
  /**
   * Configs that stay: served, pending, kept for rollback (including others'), or of a rollout that may still
   * act.
   */
  readonly kept: readonly string[];
  /** Rollouts whose config, model and alarms may be deleted, oldest first. */
  readonly garbage: readonly Retention[];
  /** Others whose alarms alone may be deleted: their releases are kept and do not serve. */
  readonly unwatched: readonly Retention[];
}

/**
 * What may be deleted of an endpoint's rollouts. It must not be live, pending, among the `keep` newest
 * deployed configs, of a rollout that may still act, or used by configs that others had deployed before. A
 * config counts once, by its latest deployment: after the deployments A, B, C and a rollback to A, the two
 * newest are A and C.
 */
export function chooseGarbage({ retentions, serving, keep }: GarbageFacts): Choice {
  const last = lastLive(retentions);
  const newest = retentions
    .flatMap(({ config, deployedAt }) => (deployedAt === undefined ? [] : [{ config, deployedAt }]))
    .toSorted((a, b) => compareInstants(b.deployedAt, a.deployedAt))
    .map(({ config }) => config);
  const kept = distinct([
    ...distinct(newest).slice(0, keep),
    ...(serving === 'unclear' ? [] : serving),
    ...retentions.filter((one) => one.open || mayServe(one, last)).flatMap(({ configs }) => configs),
    ...retentions.flatMap(({ replaced }) => replaced ?? []),
  ]);
  const staying = new Set(kept.map(folded));
  const garbage = retentions
    .filter(({ name, open, discarded }) => !discarded && !open && !staying.has(folded(name)))
    // A rollback makes no config, but may have made the alarms of what serves.
    .filter((one) => one !== last || one.alarms.length === 0)
    .toSorted((a, b) => compareInstants(a.startedAt, b.startedAt));
  if (serving === 'unclear') return { kept, garbage: [], unwatched: [] };
  const isLive = last !== undefined && serving.some((config) => folded(config) === folded(last.config));
  const unwatched = retentions.filter(
    (one) =>
      isLive &&
      one !== last &&
      one.alarms.length > 0 &&
      !one.open &&
      !one.discarded &&
      !garbage.includes(one),
  );
  return { kept, garbage, unwatched };
}

/**
 * Whether its configs may still serve, although the endpoint does not name both. While it is updated away from the mix, it
 * would go back to it.
 */
const mayServe = ({ mixedSince }: Retention, last: Retention | undefined): boolean =>
  mixedSince !== undefined &&
  (last?.liveSince === undefined || compareInstants(last.liveSince, mixedSince) < 0);

/** The rollout that went live last: its alarms watch what serves. */
const lastLive = (retentions: readonly Retention[]): Retention | undefined =>
  retentions
    .filter(({ liveSince }) => liveSince !== undefined)
    .toSorted((a, b) => compareInstants(b.liveSince ?? b.startedAt, a.liveSince ?? a.startedAt))[0];

/** The names without duplicates; the first spelling of each stays. */
export function distinct(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return names.filter((name) => !seen.has(folded(name)) && seen.add(folded(name)));
}
