import { type Item, type Promised, releaseOf } from './promise.ts';

/**
 * 14: a changed manifest releases nothing but what serves, or what waited when it changed: never another artifact, and
 * nothing that has gone meanwhile (docs/manifest.md, "When it changes").
 */
export const reReleases: Promised = ({ observer, ledger }) =>
  observer.shifts.flatMap(({ rollout, live }) => {
    const record = recordOf(ledger, rollout);
    const start = record?.start as { kind: string; replaces?: string } | undefined;
    if (start?.kind !== 'manifest' || live.length === 0) return [];
    const release = releaseOf(rollout);
    const waited = start.replaces !== undefined && recordOf(ledger, start.replaces);
    if (waited && observer.shifts.every((shift) => shift.rollout !== waited.name)) return [];
    return live.some((config) => releaseOf(config) === release)
      ? []
      : [`14: a manifest released ${rollout}, and ${live.join()} served`];
  });

const recordOf = (ledger: readonly Item[], name: string): Item | undefined =>
  ledger.find(({ sk }) => sk === `rollout#${name}`);
