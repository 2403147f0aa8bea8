import { actsOf, type Item, type Promised } from './promise.ts';

/**
 * 3 and 8: only a newer artifact takes the place of an artifact, only a rollback stops what already shifts, and nothing
 * but a rollback takes the place of a rollback.
 */
export const supersession: Promised = ({ observer, acts, ledger }) =>
  observer.endings.flatMap(({ concluded }) => {
    const { rollout, endpoint, stop } = concluded;
    if (stop?.kind !== 'superseded') return [];
    const loser = recordOf(ledger, rollout);
    // Where it came too late, the release is named that had its turn before it.
    const winner = recordOf(ledger, stop.by) ?? { release: { id: stop.by }, start: { kind: 'upload' } };
    if (loser === undefined) return [];
    const uploads = actsOf(acts, 'upload', endpoint);
    const uploadedAt = ({ release }: Item) =>
      uploads.find((act) => act.release === (release as { id: string }).id)?.at ?? 0;
    const [lost, won] = [startOf(loser), startOf(winner)];
    if (won === 'rollback') return [];
    if (lost === 'rollback') return [`8: ${rollout}, a rollback, was displaced by ${stop.by}`];
    if (observer.shifts.some((shift) => shift.rollout === rollout))
      return [`8: ${rollout} was shifting, and was stopped for ${stop.by}`];
    return lost === 'upload' && won === 'upload' && uploadedAt(winner) < uploadedAt(loser)
      ? [`3: the older ${stop.by} took the place of ${rollout}`]
      : [];
  });

const recordOf = (ledger: readonly Item[], name: string): Item | undefined =>
  ledger.find(({ sk }) => sk === `rollout#${name}`);

const startOf = ({ start }: Item): string => (start as { kind: string }).kind;
