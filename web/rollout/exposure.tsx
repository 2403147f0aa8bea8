import { computed } from '@preact/signals';
import { budgetPart } from '../model/budget.ts';
import { grouped, percentText } from '../model/figures.ts';
import { minuteText, spanText } from '../model/time.ts';
import { Card } from '../parts/card.tsx';
import { figuresAt, frame } from '../state/moment.ts';
import { recording } from '../state/rollout.ts';
import { setSlo, slo } from '../state/slo.ts';

const exposure = computed(() => frame.value?.exposure ?? null);
const requests = computed(() => (exposure.value === null ? '–' : grouped(exposure.value.requests)));
const whyUnknown = computed(() => {
  const traffic = recording.value?.traffic;
  return traffic?.kind === 'unknown' ? traffic.why : 'requests on green: nothing is known of them yet';
});
const unit = computed(() => {
  const { value } = exposure;
  if (value === null) return whyUnknown.value;
  const time = value.seconds === 0 ? '' : `, in ${spanText(value.seconds * 1000)} of metrics`;
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

const part = computed(() => {
  const [traffic, known] = [recording.value?.traffic, exposure.value];
  if (traffic === undefined || known === null || slo.value === undefined) return '–';
  const found = budgetPart(traffic, figuresAt.value, known.errors5xx, slo.value);
  return found === undefined ? '–' : percentText(found, 1);
});
const usualSlos = [99, 99.5, 99.9, 99.95, 99.99];

/** What failed, as a part of what may fail in a month at this traffic. */
const Budget = () =>
  slo.value === undefined ? null : (
    <p class="budget">
      <b>{part}</b> of a month’s error budget
    </p>
  );

/** No record holds an SLO: whoever looks says it. */
function Slo() {
  const chosen = slo.value === undefined ? undefined : Number((slo.value * 100).toPrecision(6));
  const offered = chosen === undefined || usualSlos.includes(chosen) ? usualSlos : [...usualSlos, chosen];
  return (
    <select
      class="slo"
      aria-label="SLO, for the error budget"
      value={chosen ?? ''}
      onChange={({ currentTarget: { value } }) => setSlo(value)}
    >
      <option value="">no SLO</option>
      {offered.map((percent) => (
        <option key={percent} value={percent}>
          SLO {percent} %
        </option>
      ))}
    </select>
  );
}

/** Who was hurt, and how many. */
export const Exposure = () => (
  <Card title="Who was exposed" name="exposure" note={<Beside />}>
    <p class="exposure">
      <span class="big">{requests}</span> {unit}
    </p>
    <p>
      <span class={look}>{failed}</span> <span class="note">{refused}</span>
    </p>
    <Budget />
  </Card>
);

const complete = computed(() => {
  const traffic = recording.value?.traffic;
  if (traffic?.kind !== 'known') return '';
  return `complete to ${minuteText(Math.min(traffic.completeUntil, figuresAt.value))}`;
});

function Beside() {
  if (recording.value?.traffic.kind !== 'known') return null;
  return (
    <>
      <Slo /> <span title="CloudWatch's newest minutes may still grow">{complete}</span>
    </>
  );
}
