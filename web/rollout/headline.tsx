import { computed } from '@preact/signals';
import { spokenWithProposal } from '../../core/recording/sentence.ts';
import { personText } from '../model/people.ts';
import { clockText, dayText, fullText, msOf, spanText } from '../model/time.ts';
import { ToneIcon } from '../parts/tone.tsx';
import { figuresAt, frame, hasEnded, isNewest } from '../state/moment.ts';
import { facts } from '../state/rollout.ts';
import { Actions } from './actions.tsx';
import { openNow } from './proposals.tsx';

/** A proposal is of now: of an instant of the past nobody knows what was proposed. */
const said = computed(() => {
  const { value } = frame;
  return value !== undefined && isNewest.value && openNow.value.length > 0
    ? spokenWithProposal(value)
    : value;
});
const sentence = computed(() => said.value?.sentence ?? '');
const look = computed(() => `headline is-${said.value?.tone ?? 'plain'}`);
const phase = computed(() => {
  const { value } = frame;
  if (value === undefined) return '';
  if (value.outcome !== null) return value.outcome.replace('_', ' ');
  return value.step === null
    ? value.phaseText
    : `${value.phaseText}, step ${value.step.number} of ${value.step.of}`;
});
const toDo = computed(() => said.value?.toDo !== true);
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
        <div class="headline-about">
          <h1 class="rollout-name">
            {value.endpoint}{' '}
            <span class="versions">
              {value.before === null ? 'first release' : value.before} <span aria-hidden="true">→</span>
              <span class="unseen">to</span> {value.version}
            </span>
          </h1>
          <span class="phase">{phase}</span>
          <span class="to-do" hidden={toDo}>
            to do
          </span>
          <span class="as-it-was">{asItWas}</span>
          <Times />
        </div>
        <p class="sentence" aria-live={spoken}>
          {sentence}
        </p>
      </div>
      <Actions />
    </section>
  );
}

const took = computed(() => {
  const known = facts.value;
  if (known === undefined || known.endedAt === null || !hasEnded.value) return 'under way';
  const [from, to] = [msOf(known.startedAt), msOf(known.endedAt)];
  return `ended ${clockText(to)}, after ${spanText(to - from)}`;
});

/** Who began it, when, and how long it took. */
function Times() {
  const known = facts.value;
  if (known === undefined) return null;
  const { startedAt, start } = known;
  const from = msOf(startedAt);
  return (
    <span class="times">
      {start.kind} by <span title={start.by}>{personText(start.by)}</span> · {dayText(from)} {clockText(from)}{' '}
      · {took}
    </span>
  );
}
