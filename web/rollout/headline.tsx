import { computed } from '@preact/signals';
import { personText } from '../model/people.ts';
import { clockText, dayText, fullText, msOf, spanText } from '../model/time.ts';
import { ToneIcon } from '../parts/tone.tsx';
import { figuresAt, frame, isNewest } from '../state/moment.ts';
import { facts, recording } from '../state/rollout.ts';
import { Actions } from './actions.tsx';

const sentence = computed(() => frame.value?.sentence ?? '');
const look = computed(() => `headline is-${frame.value?.tone ?? 'plain'}`);
const phase = computed(() => {
  const { value } = frame;
  if (value === undefined) return '';
  if (value.outcome !== null) return value.outcome.replace('_', ' ');
  return value.step === null
    ? value.phaseText
    : `${value.phaseText}, step ${value.step.number} of ${value.step.of}`;
});
const toDo = computed(() => frame.value?.toDo !== true);
/** Whoever drags does not want every instant read out. */
const spoken = computed(() => (isNewest.value ? 'polite' : 'off'));
const asItWas = computed(() => (isNewest.value ? '' : `as it was at ${fullText(figuresAt.value)}`));

/** What a person in a hurry has to know: the truth in one sentence, and what can be pressed. */
export function Headline() {
  const { value } = facts;
  if (value === undefined) return null;
  return (
    <section class={look} aria-label="What goes on">
      <div class="headline-signs">
        <ToneIcon tone="plain" />
        <ToneIcon tone="good" />
        <ToneIcon tone="bad" />
        <ToneIcon tone="asks" />
      </div>
      <div class="headline-text">
        <p class="headline-about">
          <span class="phase">{phase}</span>
          <span class="to-do" hidden={toDo}>
            to do
          </span>
          <span class="as-it-was">{asItWas}</span>
          <Times />
        </p>
        <p class="sentence" aria-live={spoken}>
          {sentence}
        </p>
      </div>
      <Actions />
    </section>
  );
}

/** Who began it, when, and how long it took. */
function Times() {
  const known = recording.value;
  if (known === undefined) return null;
  const { startedAt, endedAt, start } = known.facts;
  const [from, to] = [msOf(startedAt), endedAt === null ? undefined : msOf(endedAt)];
  return (
    <span class="times">
      {start.kind} by <span title={start.by}>{personText(start.by)}</span> · {dayText(from)} {clockText(from)}
      {to === undefined ? ' · under way' : ` → ${clockText(to)} (${spanText(to - from)})`}
    </span>
  );
}
