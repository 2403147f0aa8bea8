import { computed, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { indexAt } from '../model/frames.ts';
import { clockText, fullText, msOf } from '../model/time.ts';
import { Card } from '../parts/card.tsx';
import { ToneIcon } from '../parts/tone.tsx';
import { goTo, shownAt } from '../state/moment.ts';
import { recording } from '../state/rollout.ts';

const happened = computed(() => recording.value?.happened ?? []);
const starts = computed(() => happened.value.map(({ at }) => msOf(at)));
/** How many of them are known at the shown instant. */
const known = computed(() => {
  const { value } = starts;
  return value.length === 0 || shownAt.value < (value[0] ?? 0) ? 0 : indexAt(value, shownAt.value) + 1;
});
const note = computed(() => `${known.value} of ${happened.value.length}`);

/** Everything that happened and was told, the newest first. What comes after the shown instant is hidden. */
export function Happened() {
  const list = useRef<HTMLOListElement>(null);
  const shown = useRef(-1);
  const all = happened.value;
  useSignalEffect(() => {
    const count = known.value;
    const items = list.current?.children;
    if (items === undefined) return;
    // Only those between the former instant and this one change.
    const before = shown.current < 0 ? 0 : shown.current;
    const from = shown.current < 0 ? 0 : Math.min(before, count);
    const to = shown.current < 0 ? happened.value.length : Math.max(before, count);
    for (let n = from; n < to; n += 1) {
      const item = items[happened.value.length - 1 - n] as HTMLElement | undefined;
      if (item !== undefined) item.hidden = n >= count;
    }
    shown.current = count;
  });
  return (
    <Card title="What happened" name="happened" note={<span>{note}</span>}>
      <ol class="happened" ref={list} aria-label="What happened, newest first">
        {all.toReversed().map(({ at, kind, text, tone }, n) => (
          <li key={`${all.length - n} ${at}`} class={`happening is-${tone}`}>
            <button
              type="button"
              class="at"
              title={`Show ${fullText(msOf(at))}`}
              onClick={() => goTo(msOf(at))}
            >
              {clockText(msOf(at))}
            </button>
            <ToneIcon tone={tone} />
            <span>
              <span class="happening-kind">{kind}</span> {text}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
