import type { EndpointRow } from '../../core/dashboard/api.ts';
import { Ago } from '../parts/ago.tsx';
import { ToneIcon } from '../parts/tone.tsx';

const roles = { holder: '', next: 'next: ', other: 'then: ' };

/** What is under way at an endpoint, with its traffic as a bar and how far the plan is. */
export function Running({ running }: { readonly running: EndpointRow['running'][number] }) {
  const { version, role, phaseText, sentence, tone, since, greenPercent, donePercent, waitsFor } = running;
  return (
    <span class={`running is-${tone}`} title={sentence}>
      <span class="running-head">
        <ToneIcon tone={tone} />
        <span>
          {roles[role]}
          <b>{version}</b> {phaseText}{' '}
          <span class="note">
            <Ago at={since} suffix="" />
          </span>
        </span>
      </span>
      {greenPercent !== null && (
        <span class="share">
          <span class="share-bar" aria-hidden="true">
            <i class="share-green" style={{ width: `${greenPercent}%` }} />
          </span>
          <span class="share-text">{greenPercent} % green</span>
        </span>
      )}
      {donePercent !== null && (
        <span class="done" title={`${Math.round(donePercent)} % of the planned time`}>
          <i class="done-part" style={{ width: `${Math.min(100, donePercent)}%` }} />
        </span>
      )}
      {waitsFor !== null && <span class="waits">waits for {waitsFor}</span>}
    </span>
  );
}
