import { type Signal, useComputed, useSignal } from '@preact/signals';
import { Chart } from '../charts/chart.tsx';
import { alarmSpans, chartsOf, type Percentile } from '../model/charts.ts';
import { knownUntil } from '../model/span.ts';
import { recording } from '../state/rollout.ts';

const percentiles: readonly Percentile[] = ['p50', 'p90', 'p99'];

/** Green and blue side by side, on the same axes. */
export function Charts() {
  const percentile = useSignal<Percentile>('p99');
  const charts = useComputed(() => {
    const { value } = recording;
    return value === undefined ? [] : chartsOf(value, percentile.value);
  });
  const shaded = useComputed(() => {
    const { value } = recording;
    return value === undefined ? [] : alarmSpans(value, knownUntil(value));
  });
  const traffic = recording.value?.traffic;
  return (
    <section class="charts" aria-label="Traffic and metrics">
      {charts.value.map((chart) => (
        <div key={chart.id} class="card chart-card">
          <Chart chart={chart} shaded={shaded.value}>
            {chart.id === 'latency' && <Percentiles chosen={percentile} />}
          </Chart>
        </div>
      ))}
      {traffic?.kind === 'unknown' && <p class="card empty">{traffic.why}</p>}
    </section>
  );
}

const Percentiles = ({ chosen }: { readonly chosen: Signal<Percentile> }) => (
  <fieldset class="percentiles">
    <legend class="unseen">Percentile of the latency</legend>
    {percentiles.map((one) => (
      <label key={one}>
        <input
          type="radio"
          name="percentile"
          checked={chosen.value === one}
          onChange={() => {
            chosen.value = one;
          }}
        />
        <span>{one}</span>
      </label>
    ))}
  </fieldset>
);
