import { route } from './route.ts';
import { isHelpOpen } from './shell/help.tsx';
import { search } from './state/endpoints.ts';
import { hasLetterKeys } from './state/letter-keys.ts';
import { goByFrames, goTo, goToNewest, reach, shownAt } from './state/moment.ts';
import { pause, playOrPause } from './state/play.ts';

const minute = 60_000;

/** What keys do wherever the focus is, except in fields, buttons and what scrolls by keys. */
export function followKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    if (document.querySelector('dialog[open]') !== null) return;
    if (target.id === 'search') return inSearch(event, target as HTMLInputElement);
    if (target.matches('input, select, textarea, [contenteditable]')) return;
    if (!hasLetterKeys.peek()) return;
    const keys = route.peek().view === 'now' ? rowKeys : momentKeys;
    const act = keys[event.key];
    if (act === undefined) return;
    // Space and arrows keep their meaning on what is focused.
    if (event.key === ' ' && target.matches('button, a, summary')) return;
    if (event.key.startsWith('Arrow') && target.matches('[tabindex="0"]') && route.peek().view !== 'now')
      return;
    event.preventDefault();
    act(event.shiftKey);
  });
}

type Keys = Readonly<Record<string, (isFar: boolean) => void>>;

const help = () => {
  isHelpOpen.value = true;
};

const rowKeys: Keys = {
  '?': help,
  '/': () => document.querySelector<HTMLInputElement>('#search')?.focus(),
  j: () => goByRows(1),
  k: () => goByRows(-1),
  ArrowDown: () => goByRows(1),
  ArrowUp: () => goByRows(-1),
};

const momentKeys: Keys = {
  '?': help,
  ' ': playOrPause,
  ArrowLeft: (isFar) => moved(() => (isFar ? goByFrames(-1) : goTo(shownAt.peek() - minute))),
  ArrowRight: (isFar) => moved(() => (isFar ? goByFrames(1) : goTo(shownAt.peek() + minute))),
  Home: () => moved(() => goTo(reach.peek().from)),
  End: () => moved(goToNewest),
};

function moved(move: () => void): void {
  pause();
  move();
}

function inSearch(event: KeyboardEvent, input: HTMLInputElement): void {
  if (event.key === 'Escape') {
    search.value = '';
    input.blur();
  } else if (event.key === 'ArrowDown') {
    event.preventDefault();
    goByRows(1);
  } else if (event.key === 'Enter') {
    document.querySelector<HTMLElement>('[data-row]')?.click();
  }
}

/** Moves the focus among the rows; Enter then follows the link. */
function goByRows(count: number): void {
  const links = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const index = links.indexOf(document.activeElement as HTMLElement);
  const next = links[index < 0 ? 0 : Math.min(links.length - 1, Math.max(0, index + count))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}
