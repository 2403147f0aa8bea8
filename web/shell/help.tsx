import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { hasLetterKeys, setLetterKeys } from '../state/letter-keys.ts';
import { session } from '../state/session.ts';

export const isHelpOpen = signal(false);

const keys: readonly (readonly [string, string])[] = [
  ['/', 'search the endpoints'],
  ['j, k or ↓, ↑', 'next, former endpoint; Enter opens its rollout'],
  ['Space', 'play or pause the time machine'],
  ['←, →', 'a minute back, forward; with Shift, to the former or next change'],
  ['Home, End', 'to the beginning, to the newest'],
  ['?', 'this list'],
  ['Escape', 'leave the search; close what is open'],
];

export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = isHelpOpen.value;
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
  }, [isOpen]);
  if (!isOpen) return null;
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="help-title"
      onClose={() => {
        isHelpOpen.value = false;
      }}
    >
      <h2 id="help-title">Keys</h2>
      <dl class="keys">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label class="switch">
        <input
          type="checkbox"
          checked={hasLetterKeys}
          onChange={({ currentTarget }) => setLetterKeys(currentTarget.checked)}
        />{' '}
        Keys without Ctrl or Alt, outside of fields
      </label>
      <p class="note">
        Green is drawn whole, blue hatched or dashed, the plan dotted. All times are UTC. Version{' '}
        {session.value?.version}.
      </p>
      <div class="buttons">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
    </dialog>
  );
}
