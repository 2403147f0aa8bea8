import { computed } from '@preact/signals';
import { clockText } from '../model/time.ts';
import { route } from '../route.ts';
import { connection } from '../state/connection.ts';
import { now, session } from '../state/session.ts';
import { isHelpOpen } from './help.tsx';

const clock = computed(() => (now.value === 0 ? '' : `${clockText(now.value)}`));
const link = computed(() => `link-state is-${connection.value.kind}`);
const linkWord = computed(
  () => ({ connecting: 'connecting', live: 'connected', lost: 'no connection' })[connection.value.kind],
);

/** Where one is, as whom one acts, and whether what is shown is fresh. */
export function TopBar() {
  const known = session.value;
  return (
    <header class="top-bar">
      <a class="brand" data-in-page href="./" aria-current={route.value.view === 'now' ? 'page' : undefined}>
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <rect width="16" height="16" rx="4" />
          <circle cx="8" cy="8" r="3.4" />
        </svg>
        Greenlight
      </a>
      {route.value.view === 'rollout' && (
        <a class="back" data-in-page href="./">
          all endpoints
        </a>
      )}
      <span class="top-space" />
      {known !== undefined && (
        <span class="where">
          {known.mode !== 'aws' && <span class={`mode is-${known.mode}`}>{known.mode}</span>}
          <span class="where-stage">{known.stage}</span>
          <span class="where-region">
            {known.region} · {known.account}
          </span>
          {known.as !== null && (
            <span class="where-as" title={`Every button acts as ${known.as}`}>
              as {known.as.split('/').slice(1).join('/') || known.as}
            </span>
          )}
        </span>
      )}
      <span
        class={link}
        title={
          known === undefined
            ? undefined
            : `At most ${known.callsPerMinute} calls to AWS a minute while a page is open`
        }
      >
        <i aria-hidden="true" />
        {linkWord}
      </span>
      <span class="clock">
        {clock} <span class="note">UTC</span>
      </span>
      <button
        type="button"
        class="quiet-button"
        aria-label="Keys and help"
        onClick={() => {
          isHelpOpen.value = true;
        }}
      >
        ?
      </button>
    </header>
  );
}
