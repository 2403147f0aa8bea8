import { computed, effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { indexAt } from '../model/frames.ts';
import { clockText, fullText, msOf } from '../model/time.ts';
import { Card } from '../parts/card.tsx';
import { ToneIcon } from '../parts/tone.tsx';
import { goTo, restedAt } from '../state/moment.ts';
import { recording } from '../state/rollout.ts';

const happened = computed(() => recording.value?.happened ?? []);
const starts = computed(() => happened.value.map(({ at }) => msOf(at)));
/** How many of them are known at the shown instant. */
const known = computed(() => {
  const { value } = starts;
  return value.length === 0 || restedAt.value < (value[0] ?? 0) ? 0 : indexAt(value, restedAt.value) + 1;
});
const note = computed(() => `${known.value} of ${happened.value.length}`);

/** Everything that happened and was told, the newest first. What comes after the shown instant is hidden. */
export function Happened() {
  const list = useRef<HTMLOListElement>(null);
  const shown = useRef(0);
  const all = happened.value;
  useEffect(() => {
    shown.current = all.length;
    return effect(() => {
      const count = known.value;
      const items = list.current?.children;
      if (items === undefined) return;
      // Only those between the former instant and this one change.
      const [from, to] = [Math.min(shown.current, count), Math.max(shown.current, count)];
      for (let n = from; n < to; n += 1) {
        const item = items[all.length - 1 - n] as HTMLElement | undefined;
        if (item !== undefined) item.hidden = n >= count;
      }
      shown.current = count;
    });
  }, [all]);
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
