import type { JSX } from 'preact';
import type { Frame } from '../../core/recording/frame.ts';

export type Tone = Frame['tone'];

/** What each tone looks like besides its colour: a shape of its own. */
const shapes: Readonly<Record<Tone, JSX.Element>> = {
  plain: (
    <>
      <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.8" />
      <circle cx="8" cy="8" r="2" fill="currentColor" />
    </>
  ),
  good: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="M4.6 8.3 7 10.6l4.4-5" fill="none" class="cut-out" stroke-width="1.9" />
    </>
  ),
  bad: (
    <>
      <path d="M8 .9 15.6 14.6H.4z" fill="currentColor" />
      <path d="M8 5.6v4.2M8 11.4v1.5" fill="none" class="cut-out" stroke-width="1.9" />
    </>
  ),
  asks: (
    <>
      <path
        d="M3 .8h10A2.6 2.6 0 0 1 15.6 3.4v6A2.6 2.6 0 0 1 13 12H8.6L4.2 15.5V12H3A2.6 2.6 0 0 1 .4 9.4v-6A2.6 2.6 0 0 1 3 .8z"
        fill="currentColor"
      />
      <path
        d="M6.2 4.7a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.8.7-.8 1.3M8 9.6v.2"
        fill="none"
        class="cut-out"
        stroke-width="1.6"
      />
    </>
  ),
};

/** The sign of a tone. Whatever it says stands in words beside it. */
export const ToneIcon = ({ tone }: { readonly tone: Tone }) => (
  <svg class={`tone-icon is-${tone}`} viewBox="0 0 16 16" aria-hidden="true">
    {shapes[tone]}
  </svg>
);

const outcomeTones: Readonly<Record<string, Tone>> = {
  DEPLOYED: 'good',
  ROLLED_BACK: 'bad',
  FAILED: 'bad',
  TIMED_OUT: 'bad',
};

const toneOfOutcome = (outcome: string): Tone => outcomeTones[outcome] ?? 'plain';

export const Outcome = ({ outcome }: { readonly outcome: string }) => (
  <span class={`outcome is-${toneOfOutcome(outcome)}`}>
    <ToneIcon tone={toneOfOutcome(outcome)} />
    {outcome.replace('_', ' ')}
  </span>
);
