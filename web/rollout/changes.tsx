import type { Change } from '../../core/plan/changes.ts';
import { Card } from '../parts/card.tsx';
import { facts, page } from '../state/rollout.ts';

/** What the release changes, and how its manifest differs from the one before. Of the environment only names are known. */
export function Changes() {
  const changes = facts.value?.changes ?? [];
  const ofManifest = page.value?.manifestChanges ?? null;
  return (
    <Card title="What changed" name="changes" note={changes.length === 0 ? undefined : changes.length}>
      {changes.length === 0 ? (
        <p class="empty">Nothing is known to have changed.</p>
      ) : (
        <ChangeTable head="what" changes={changes} />
      )}
      {ofManifest !== null && (
        <div class="manifest-changes">
          {ofManifest.length === 0 ? (
            <p class="note">The manifest says the same as that of the release before.</p>
          ) : (
            <ChangeTable head="in the manifest" changes={ofManifest} />
          )}
        </div>
      )}
    </Card>
  );
}

interface ChangeTableProps {
  /** What the first column is called. */
  readonly head: string;
  readonly changes: readonly Change[];
}

const ChangeTable = ({ head, changes }: ChangeTableProps) => (
  <div class="scroll-aside">
    <table>
      <thead>
        <tr>
          <th scope="col">{head}</th>
          <th scope="col">before</th>
          <th scope="col">after</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ what, how, from, to }) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td>{from ?? (how === 'added' ? '–' : how)}</td>
            <td>{to ?? (how === 'removed' ? '–' : how)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
