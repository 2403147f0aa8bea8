import { computed } from '@preact/signals';
import { grouped, percentText } from '../model/figures.ts';
import { minuteText, spanText } from '../model/time.ts';
import { Card } from '../parts/card.tsx';
import { figuresAt, frame } from '../state/moment.ts';
import { recording } from '../state/rollout.ts';

const exposure = computed(() => frame.value?.exposure ?? null);
const requests = computed(() => (exposure.value === null ? '–' : grouped(exposure.value.requests)));
const whyUnknown = computed(() => {
  const traffic = recording.value?.traffic;
  return traffic?.kind === 'unknown' ? traffic.why : 'requests on green: nothing is known of them yet';
});
const unit = computed(() => {
  const { value } = exposure;
  if (value === null) return whyUnknown.value;
  const time = value.seconds === 0 ? '' : `, for ${spanText(value.seconds * 1000)}`;
  return `${value.requests === 1 ? 'request' : 'requests'} on green${time}`;
});
const failed = computed(() => {
  const { value } = exposure;
  if (value === null) return '';
  return `${grouped(value.errors5xx)} failed with 5xx (${percentText(value.errors5xx, value.requests)})`;
});
const refused = computed(() => {
  const { value } = exposure;
  if (value === null) return '';
  return `${grouped(value.errors4xx)} with 4xx (${percentText(value.errors4xx, value.requests)})`;
});
const look = computed(() => `failed ${(exposure.value?.errors5xx ?? 0) > 0 ? 'is-bad' : ''}`);

/** Who was hurt, and how many. */
export const Exposure = () => (
  <Card title="Who was exposed" name="exposure" note={<CompleteUntil />}>
    <p class="exposure">
      <span class="big">{requests}</span> {unit}
    </p>
    <p>
      <span class={look}>{failed}</span> <span class="note">{refused}</span>
    </p>
  </Card>
);

const complete = computed(() => {
  const traffic = recording.value?.traffic;
  if (traffic?.kind !== 'known') return '';
  return `complete to ${minuteText(Math.min(traffic.completeUntil, figuresAt.value))}`;
});

function CompleteUntil() {
  const traffic = recording.value?.traffic;
  if (traffic === undefined) return null;
  if (traffic.kind === 'unknown') return null;
  return <span title="CloudWatch's newest minutes may still grow">{complete}</span>;
}
