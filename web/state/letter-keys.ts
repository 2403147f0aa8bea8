import { signal } from '@preact/signals';

/** Whether keys without Ctrl or Alt do something: whoever speaks to the machine must be able to turn them off (WCAG 2.1.4). */
const name = 'greenlight-letter-keys';

export const hasLetterKeys = signal(localStorage.getItem(name) !== 'off');

export function setLetterKeys(on: boolean): void {
  hasLetterKeys.value = on;
  localStorage.setItem(name, on ? 'on' : 'off');
}
