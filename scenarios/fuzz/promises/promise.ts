import type { Act } from '../../release-acts.ts';
import type { Seen } from '../../run-release-story.ts';
import { defaultsKey, isBrokenDefaults } from '../draw-defaults.ts';

/**
 * What the service promises, judged by what people did and what could be seen from outside. Nothing here shares code or
 * arithmetic with the controller. Answers with one line for each time that the promise was broken.
 */
export type Promised = (
  seen: Seen & { readonly ledger: readonly Item[]; readonly remains: Remains },
) => string[];

/** What there is of ours outside the ledger. */
export interface Remains {
  readonly models: readonly string[];
  readonly configs: readonly string[];
  readonly alarms: readonly string[];
  /** Copies of artifacts, in the bucket. */
  readonly pinned: readonly { readonly key: string; readonly release: string }[];
  /** Keys of kept reports and recordings. */
  readonly reports: readonly string[];
  /** Keys of uploads that nobody has completed. */
  readonly uploads: readonly string[];
}

/** An item of the ledger. */
export type Item = Readonly<Record<string, unknown>>;

export type ActOf<K extends Act['kind']> = Extract<Act, { readonly kind: K }>;

/** The acts of this kind on an endpoint, however that is spelt. */
export const actsOf = <K extends Act['kind']>(acts: readonly Act[], kind: K, endpoint: string): ActOf<K>[] =>
  acts.filter(
    (act): act is ActOf<K> => act.kind === kind && act.endpoint.toLowerCase() === endpoint.toLowerCase(),
  );

/** The release that a rollout, a model or a config of ours is of; undefined if it is none of ours. */
export const releaseOf = (name: string): string | undefined => /^(.+-[0-9a-f]{12})-\d+$/.exec(name)?.[1];

export const isoOf = (at: number): string => new Date(at).toISOString();

/**
 * The manifest under which a rollout was settled, as it was put. Undefined where it was settled under none, or nobody put
 * it; `version` is null where it had been removed.
 */
export function manifestOf(record: Item | undefined, acts: readonly Act[]): ActOf<'manifest'> | undefined {
  const under = (record?.settled as { manifest: { versionId: string } | null } | undefined)?.manifest;
  return under === undefined
    ? undefined
    : actsOf(acts, 'manifest', String(record?.endpoint)).findLast(
        ({ version }) => version === (under?.versionId ?? null),
      );
}

/** Whether anything keeps events, calls or notices from what they usually do. */
export const isTroubled = ({ steps, isThrottled }: Pick<Seen, 'steps' | 'isThrottled'>): boolean =>
  isThrottled ||
  steps.some(({ kind }) =>
    ['calls', 'slack', 'kill', 'pause', 'events', 'replay', 'pretend', 'stop', 'redrive'].includes(kind),
  );

/** Whether the defaults for all endpoints were, at some time from `from` to `to`, such that only a rollback can be made. */
export function hadBrokenDefaults(acts: readonly Act[], from: number, to: number): boolean {
  const written = acts.filter((act) => act.kind === 'put' && act.key === defaultsKey && act.at <= to);
  const before = written.findLast(({ at }) => at < from);
  return written.some((act) => isBroken(act) && (act === before || act.at >= from));
}

/** Whether a rollback was planned while they were: then it has no gates. */
export function isUnderBrokenDefaults(record: Item | undefined, acts: readonly Act[]): boolean {
  const { defaults } = (record?.settled ?? {}) as { defaults?: { versionId: string } };
  const { kind } = (record?.start ?? {}) as { kind?: string };
  return kind === 'rollback' && acts.some((act) => isBroken(act) && act.version === defaults?.versionId);
}

const isBroken = (act: Act): act is ActOf<'put'> =>
  act.kind === 'put' && act.key === defaultsKey && isBrokenDefaults(act.text);
