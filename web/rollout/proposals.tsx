import { computed } from '@preact/signals';
import type { ShownProposal } from '../../core/dashboard/api.ts';
import { clockText, fullText, msOf, spanText } from '../model/time.ts';
import { ToneIcon } from '../parts/tone.tsx';
import { rolloutHref } from '../route.ts';
import { facts, page } from '../state/rollout.ts';
import { now } from '../state/session.ts';
import { ActionButton } from './actions.tsx';

/** What is proposed and has not lapsed. */
export const openNow = computed(() =>
  (page.value?.proposals ?? []).filter(({ until }) => msOf(until) > now.value),
);

/** What is proposed for the endpoint: who wants what and why, and the buttons that do it or say no to it. */
export function ProposalsToDecide() {
  const open = openNow.value;
  if (open.length === 0) return null;
  return (
    <ul class="proposals" aria-label="What is proposed">
      {open.map((proposal) => (
        <Proposed key={proposal.key} proposal={proposal} />
      ))}
    </ul>
  );
}

function Proposed({ proposal }: { readonly proposal: ShownProposal }) {
  const { what, rollout, by, reason, at, until, answers } = proposal;
  return (
    <li class="proposal">
      <ToneIcon tone="asks" />
      <div>
        <p class="proposal-what">
          Proposed: <b>{what}</b>
          {rollout !== null && rollout !== facts.value?.rollout && (
            <>
              {' '}
              (another rollout:{' '}
              <a data-in-page href={rolloutHref(rollout)}>
                its page
              </a>
              )
            </>
          )}
        </p>
        <p class="proposal-why">
          “{reason}” <span class="note">says {by}</span>
        </p>
        <p class="note">
          since{' '}
          <time dateTime={at} title={fullText(msOf(at))}>
            {clockText(msOf(at))}
          </time>
          , lapses at {clockText(msOf(until))} (in {spanText(msOf(until) - now.value)}). Nothing has been
          done.
        </p>
      </div>
      <div class="buttons">
        {answers.map((action) => (
          <ActionButton key={action.kind} action={action} />
        ))}
      </div>
    </li>
  );
}
