import { computed, effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { fullText } from '../model/time.ts';
import { figuresAt, goByFrames, goTo, goToNewest, reach, scale, shownAt } from '../state/moment.ts';
import { pause } from '../state/play.ts';

/** The slider's places: fine enough for seconds of an hour. */
const places = 10_000;
const words = computed(() => fullText(figuresAt.value));

/** Shows the instant at the slider's place. */
function dragTo(place: number): void {
  pause();
  goTo(scale.peek().msAt(place / places));
}

const minute = 60_000;
/** What keys do on the slider. */
const keys: Readonly<Record<string, (isFar: boolean) => void>> = {
  ArrowLeft: (isFar) => (isFar ? goByFrames(-1) : goTo(shownAt.peek() - minute)),
  ArrowRight: (isFar) => (isFar ? goByFrames(1) : goTo(shownAt.peek() + minute)),
  ArrowDown: () => goByFrames(-1),
  ArrowUp: () => goByFrames(1),
  PageDown: () => goTo(shownAt.peek() - 10 * minute),
  PageUp: () => goTo(shownAt.peek() + 10 * minute),
  Home: () => goTo(reach.peek().from),
  End: () => goToNewest(),
};

/** Drags through a rollout's time; its places are those of the timeline above. */
export function Slider() {
  const input = useRef<HTMLInputElement>(null);
  // At once, and not in the next frame as effects of a component are: dragging is to cost little.
  useEffect(
    () =>
      effect(() => {
        const place = Math.round(scale.value.placeOf(shownAt.value) * places);
        if (input.current !== null && input.current.valueAsNumber !== place)
          input.current.valueAsNumber = place;
      }),
    [],
  );
  return (
    <input
      ref={input}
      class="slider"
      type="range"
      min={0}
      max={places}
      step={1}
      aria-label="Shown instant"
      aria-valuetext={words}
      onInput={({ currentTarget }) => dragTo(Number(currentTarget.value))}
      onKeyDown={(event) => {
        const act = keys[event.key];
        if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        pause();
        act(event.shiftKey);
      }}
    />
  );
}
