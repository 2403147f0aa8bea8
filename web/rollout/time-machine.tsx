import { computed } from '@preact/signals';
import { clockText, dayText, msOf } from '../model/time.ts';
import { figuresAt, goToNewest, isNewest, isUnderWay, scale, shownAt } from '../state/moment.ts';
import { isPlaying, pause, playOrPause, speed, speeds } from '../state/play.ts';
import { recording } from '../state/rollout.ts';
import { Slider } from './slider.tsx';

const day = computed(() => dayText(figuresAt.value));
const clock = computed(() => clockText(shownAt.value));
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
      <div class="instant" aria-hidden="true">
        <span class="instant-day">{day}</span> <span class="instant-clock">{clock}</span>
        <span class="instant-zone">UTC</span>
      </div>
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
