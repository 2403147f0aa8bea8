import { personText } from '../model/people.ts';
import { msOf, nearText } from '../model/time.ts';
import { Card } from '../parts/card.tsx';
import { Outcome } from '../parts/tone.tsx';
import { rolloutHref } from '../route.ts';
import { page } from '../state/rollout.ts';
import { now } from '../state/session.ts';

/** The endpoint's other rollouts, the newest first. */
export function Others() {
  const others = page.value?.others ?? [];
  const near = now.peek();
  return (
    <Card title="Other rollouts of this endpoint" name="others" note={others.length}>
      {others.length === 0 ? (
        <p class="empty">None is known.</p>
      ) : (
        <ul class="others">
          {others.map(({ rollout, version, startedAt, outcome, cause, by }) => (
            <li key={rollout}>
              <a data-in-page href={rolloutHref(rollout)}>
                {version}
              </a>
              {outcome === null ? (
                <span class="outcome is-plain">under way</span>
              ) : (
                <Outcome outcome={outcome} />
              )}
              <span class="note">
                {nearText(msOf(startedAt), near)} by {personText(by)}
              </span>
              <span class="others-cause">{cause}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
