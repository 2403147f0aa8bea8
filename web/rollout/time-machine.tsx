import { computed, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { clockText, dayText, fullText, msOf } from '../model/time.ts';
import {
  goByFrames,
  goTo,
  goToNewest,
  isNewest,
  isUnderWay,
  reach,
  scale,
  shownAt,
} from '../state/moment.ts';
import { isPlaying, pause, playOrPause, speed, speeds } from '../state/play.ts';
import { recording } from '../state/rollout.ts';

/** The slider's places: fine enough for seconds of an hour. */
const places = 10_000;
const day = computed(() => dayText(shownAt.value));
const clock = computed(() => clockText(shownAt.value));
const words = computed(() => fullText(shownAt.value));
const playWord = computed(() => (isPlaying.value ? 'Pause' : 'Play'));
const playSign = computed(() => (isPlaying.value ? '❚❚' : '▶'));
const newestWord = computed(() =>
  isUnderWay.value
    ? isNewest.value
      ? 'Live'
      : 'Back to live'
    : isNewest.value
      ? 'At the end'
      : 'To the end',
);
const newestLook = computed(
  () => `button newest ${isNewest.value ? 'is-newest' : ''} ${isUnderWay.value ? 'is-live' : ''}`,
);
const dockLook = computed(() => `dock ${isNewest.value ? '' : 'is-past'}`);

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

/** Drag along the rollout: everything on the page shows that instant. */
export function TimeMachine() {
  return (
    <section class={dockLook} aria-label="Time machine">
      <button
        type="button"
        class="button play"
        onClick={playOrPause}
        aria-label={playWord}
        title="Play or pause (space)"
      >
        <span aria-hidden="true">{playSign}</span>
      </button>
      <label class="speed">
        <span class="unseen">Speed</span>
        <select
          value={speed}
          onChange={({ currentTarget }) => {
            speed.value = Number(currentTarget.value) as (typeof speeds)[number];
          }}
        >
          {speeds.map((times) => (
            <option key={times} value={times}>
              ×{times}
            </option>
          ))}
        </select>
      </label>
      <div class="slider-box">
        <Marks />
        <Slider />
      </div>
      <output class="instant">
        <span class="instant-day">{day}</span> <span class="instant-clock">{clock}</span>
        <span class="instant-zone">UTC</span>
      </output>
      <button
        type="button"
        class={newestLook}
        onClick={() => {
          pause();
          goToNewest();
        }}
      >
        {newestWord}
      </button>
    </section>
  );
}

function Slider() {
  const input = useRef<HTMLInputElement>(null);
  useSignalEffect(() => {
    const place = String(Math.round(scale.value.placeOf(shownAt.value) * places));
    if (input.current !== null && input.current.value !== place) input.current.value = place;
  });
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

/** Where on the slider something happened that people were told of in earnest. */
function Marks() {
  const { value } = recording;
  if (value === undefined) return null;
  const { placeOf } = scale.value;
  const told = value.happened.filter(({ tone }) => tone !== 'plain');
  return (
    <div class="marks" aria-hidden="true">
      {told.map(({ at, tone }, n) => (
        <i key={n} class={`mark is-${tone}`} style={{ left: `${placeOf(msOf(at)) * 100}%` }} />
      ))}
    </div>
  );
}
