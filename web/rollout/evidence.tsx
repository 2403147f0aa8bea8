import { computed } from '@preact/signals';
import { decidesIn, newestFinding } from '../model/narrowing.ts';
import { spanText } from '../model/time.ts';
import { Card } from '../parts/card.tsx';
import { ToneIcon } from '../parts/tone.tsx';
import { frame } from '../state/moment.ts';
import { facts } from '../state/rollout.ts';
import { Narrowing } from './narrowing.tsx';

const evidence = computed(() => frame.value?.evidence);
const alarms = computed(() => frame.value?.alarms);
const decides = computed(() => {
  const finding = frame.value === undefined ? undefined : newestFinding(frame.value);
  const left = finding === undefined ? undefined : decidesIn(finding);
  return left === undefined ? '' : `Decides in about ${spanText(left)} at this traffic.`;
});

/** By what it is judged: what comparisons have found, and which alarms are on. */
export function Evidence() {
  const lines = evidence.value ?? [];
  const labels = new Map(facts.value?.alarms.map(({ name, label }) => [name, label]));
  const on = (alarms.value ?? []).filter(({ state }) => state === 'ALARM');
  return (
    <Card title="Evidence" name="evidence" note={<AlarmCount />}>
      <ul class="signed-lines">
        {on.map(({ name }) => (
          <li key={name} class="is-bad">
            <ToneIcon tone="bad" />
            <span>
              Alarm <b>{labels.get(name) ?? name}</b> is on
            </span>
          </li>
        ))}
        {lines.map((line) => {
          const tone = /^Judged FAIL|\bFAIL\b/.test(line) ? 'bad' : /\bPASS\b/.test(line) ? 'good' : 'plain';
          return (
            <li key={line} class={`is-${tone}`}>
              <ToneIcon tone={tone} />
              <span>{line}</span>
            </li>
          );
        })}
        {lines.length === 0 && on.length === 0 && (
          <li class="empty">Nothing speaks against it at this instant.</li>
        )}
      </ul>
      <Narrowing />
      <p class="decides">{decides}</p>
    </Card>
  );
}

function AlarmCount() {
  const known = alarms.value ?? [];
  const on = known.filter(({ state }) => state === 'ALARM').length;
  if (known.length === 0) return <span>no alarms</span>;
  return (
    <a href="#alarms" class="quiet-link">
      {on === 0
        ? `${known.length} ${known.length === 1 ? 'alarm' : 'alarms'}, none on`
        : `${on} of ${known.length} alarms on`}
    </a>
  );
}
