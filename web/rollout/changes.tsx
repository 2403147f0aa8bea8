import { Card } from '../parts/card.tsx';
import { facts } from '../state/rollout.ts';

/** What the release changes. Of the environment only names are known. */
export function Changes() {
  const changes = facts.value?.changes ?? [];
  return (
    <Card title="What changed" name="changes" note={changes.length === 0 ? undefined : changes.length}>
      {changes.length === 0 ? (
        <p class="empty">Nothing is known to have changed.</p>
      ) : (
        <div class="scroll-aside">
          <table>
            <thead>
              <tr>
                <th scope="col">what</th>
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
      )}
    </Card>
  );
}
