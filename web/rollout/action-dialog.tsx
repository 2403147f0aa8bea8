import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ActAnswer, Action } from '../../core/dashboard/api.ts';
import { api } from '../api.ts';
import { guarded } from '../state/connection.ts';
import { loadRollout } from '../state/rollout.ts';
import { session } from '../state/session.ts';

interface ActionDialogProps {
  readonly action: Action;
  readonly rollout: string;
  /** @param answer the server's; undefined if nothing was done */
  onClose(answer: ActAnswer | undefined): void;
}

/** Asks whether it is meant, and for the reason. Nothing is done before that. */
export function ActionDialog({ action, rollout, onClose }: ActionDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const reason = useSignal('');
  const isSending = useSignal(false);
  const fault = useSignal('');
  useEffect(() => dialog.current?.showModal(), []);
  const send = () => {
    const given = reason.value.trim();
    if (action.reasonNeeded && given === '') {
      fault.value = 'A reason is needed.';
      return;
    }
    [isSending.value, fault.value] = [true, ''];
    const { kind, gate, round, proposal } = action;
    const request = {
      kind,
      ...(gate !== undefined && { gate }),
      ...(round !== undefined && { round }),
      ...(proposal !== undefined && { proposal }),
      ...(given !== '' && { reason: given }),
    };
    api.act(rollout, request).then(
      (answer) => {
        guarded(() => loadRollout(rollout));
        onClose(answer);
      },
      (error: unknown) => {
        isSending.value = false;
        fault.value = error instanceof Error ? error.message : String(error);
      },
    );
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="dialog-title" onClose={() => onClose(undefined)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <h2 id="dialog-title">{action.label}?</h2>
        <p>{action.means}</p>
        <label>
          Reason{action.reasonNeeded ? '' : ' (may be left out)'}
          <textarea
            rows={3}
            maxLength={500}
            required={action.reasonNeeded}
            value={reason}
            onInput={({ currentTarget }) => {
              reason.value = currentTarget.value;
            }}
          />
        </label>
        <p class="note">{session.value?.as == null ? 'Signed as you.' : `Signed as ${session.value.as}.`}</p>
        <p class="fault" role="alert">
          {fault}
        </p>
        <div class="buttons">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" class="button is-chosen" disabled={isSending}>
            {action.label}
          </button>
        </div>
      </form>
    </dialog>
  );
}
