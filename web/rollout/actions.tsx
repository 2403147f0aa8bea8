import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ActAnswer, Action } from '../../core/dashboard/api.ts';
import { isNewest } from '../state/moment.ts';
import { page } from '../state/rollout.ts';
import { ActionDialog } from './action-dialog.tsx';

/** What was pressed, and the server's answer to what was done last. */
const pressed = signal<Action | undefined>(undefined);
const answer = signal<ActAnswer | undefined>(undefined);
/** Whoever has read it needs the line no longer. */
const answerMs = 30_000;
let gone: ReturnType<typeof setTimeout> | undefined;

function tell(given: ActAnswer | undefined): void {
  clearTimeout(gone);
  answer.value = given;
  if (given !== undefined) gone = setTimeout(() => tell(undefined), answerMs);
}

const looks: Readonly<Partial<Record<Action['kind'], string>>> = {
  approve: 'is-good',
  continue: 'is-good',
  reject: 'is-bad',
  abort: 'is-bad',
  rollback: 'is-bad',
  confirm: 'is-bad',
};

/** The buttons. One that cannot be pressed now can still be reached, and says why. */
export function Actions() {
  const { value } = page;
  const rollout = value?.recording.facts.rollout;
  const hasEnded = value?.recording.facts.endedAt != null;
  // It was about another one, or about what was still to come.
  useEffect(() => () => tell(undefined), [rollout, hasEnded]);
  const actions = value?.actions ?? [];
  if (actions.length === 0) return null;
  return (
    <div class="actions">
      <div class="buttons">
        {actions.map((action) => (
          <ActionButton key={`${action.kind} ${action.gate ?? ''}`} action={action} />
        ))}
      </div>
      <p class={`answer ${answer.value?.done === false ? 'is-bad' : ''}`} role="status">
        {answer.value?.text}
      </p>
      {pressed.value !== undefined && value !== undefined && (
        <ActionDialog
          action={pressed.value}
          rollout={value.recording.facts.rollout}
          onClose={(given) => {
            pressed.value = undefined;
            if (given !== undefined) tell(given);
          }}
        />
      )}
    </div>
  );
}

/** One of the buttons; it opens the dialog in which what it does is confirmed. */
export function ActionButton({ action }: { readonly action: Action }) {
  const why = isNewest.value ? action.why : 'You look at the past. Go back to now to act.';
  const id = `why-${action.kind}-${(action.gate ?? action.proposal ?? '').replaceAll(/\W/g, '-')}`;
  return (
    <span class="action">
      <button
        type="button"
        class={`button ${looks[action.kind] ?? ''}`}
        aria-disabled={why !== null}
        aria-describedby={why === null ? undefined : id}
        onClick={() => {
          if (why !== null) return;
          tell(undefined);
          pressed.value = action;
        }}
      >
        {action.label}
      </button>
      {why !== null && (
        <span id={id} class="why-not" role="tooltip">
          {why}
        </span>
      )}
    </span>
  );
}
