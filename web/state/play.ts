import { signal } from '@preact/signals';
import { chosenAt, goTo, isNewest, reach, shownAt } from './moment.ts';

export const speeds = [1, 10, 60, 600] as const;
export const speed = signal<(typeof speeds)[number]>(60);
export const isPlaying = signal(false);

let handle = 0;

/** Plays from the shown instant on, from the beginning if the newest is shown, up to the end. */
function play(): void {
  if (isNewest.peek()) goTo(reach.peek().from);
  isPlaying.value = true;
  let before = performance.now();
  const step = (at: number) => {
    goTo(shownAt.peek() + (at - before) * speed.peek());
    before = at;
    if (chosenAt.peek() === null) isPlaying.value = false;
    if (isPlaying.peek()) handle = requestAnimationFrame(step);
  };
  handle = requestAnimationFrame(step);
}

export function pause(): void {
  cancelAnimationFrame(handle);
  isPlaying.value = false;
}

export const playOrPause = (): void => (isPlaying.peek() ? pause() : play());
