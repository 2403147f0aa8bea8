import type { StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { Gauges } from '../ports.ts';
import { type Aggregate, aggregateOf, combined } from './aggregate.ts';
import { Distribution } from './distribution.ts';

/** What makes a metric one metric: AWS takes each combination of dimensions for a metric of its own. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** AWS keeps data finer than a minute for 3 hours and minutes for 15 days (hours for longer: not covered). */
const keptSecondsMs = 3 * hour;
const keptMinutesMs = 15 * day;

interface Bucket {
  aggregate: Aggregate;
  /** The single values; left out while there is only one (minimum = maximum), which the aggregate tells. */
  values?: Distribution | 'hidden';
}

/** By the start of their span, in epoch milliseconds. */
type Buckets = Map<number, Bucket>;

interface Series {
  readonly id: MetricId;
  readonly units: Map<StandardUnit, { readonly seconds: Buckets; readonly minutes: Buckets }>;
  lastAt: number;
}

/**
 * The measurements of all metrics, as aggregates of one second and of one minute. Instants and spans are epoch
 * milliseconds. Unlike AWS it keeps seconds for metrics of standard resolution too.
 */
export class MetricStore {
  readonly #series = new Map<string, Series>();
  readonly #listeners = new Map<string, Set<() => void>>();
  /** By namespace: metrics that are worked out on demand. */
  readonly #gauges = new Map<string, Gauges>();
  /** Who is told of changes of such metrics. */
  readonly #onGauge = new Set<{ readonly id: MetricId; readonly listener: () => void }>();

  /** Adds measurements made at `at`; `now` decides what is too old to keep. */
  record(id: MetricId, unit: StandardUnit, at: number, measured: Aggregate, now: number): void {
    const key = keyOf(id);
    let series = this.#series.get(key);
    if (series === undefined) {
      this.#forgetMetricsBefore(now - keptMinutesMs);
      series = { id, units: new Map(), lastAt: at };
      this.#series.set(key, series);
    }
    series.lastAt = Math.max(series.lastAt, at);
    const buckets = series.units.get(unit) ?? { seconds: new Map(), minutes: new Map() };
    series.units.set(unit, buckets);
    add(buckets.seconds, floorTo(at, second), measured, now - keptSecondsMs);
    add(buckets.minutes, floorTo(at, minute), measured, now - keptMinutesMs);
    for (const listener of this.#listeners.get(key) ?? []) listener();
  }

  /** Takes the metrics of a namespace from `gauges` as well, whenever they are looked at. */
  observe(gauges: Gauges): void {
    this.#gauges.set(gauges.namespace, gauges);
    gauges.onChange((endpointName) => {
      for (const { id, listener } of this.#onGauge) {
        if (id.namespace === gauges.namespace && id.dimensions.EndpointName === endpointName) listener();
      }
    });
  }

  /**
   * Calls `listener` after every measurement of the metric, and of one that is worked out on demand whenever it changes.
   * Returns how to stop.
   */
  onRecord(id: MetricId, listener: () => void): () => void {
    const onGauge = { id, listener };
    if (this.#gauges.has(id.namespace)) this.#onGauge.add(onGauge);
    const key = keyOf(id);
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return () => {
      this.#onGauge.delete(onGauge);
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(key) === listeners) this.#listeners.delete(key);
    };
  }

  /**
   * Since when nothing else can be seen over spans of so many seconds: when the newest measurement was made, or a metric
   * that is worked out on demand last changed. Undefined if there are no data.
   */
  changedAt(id: MetricId, spanSeconds: number): number | undefined {
    const recorded = this.#series.get(keyOf(id))?.lastAt;
    const shown = this.#gauges.get(id.namespace)?.changedAt(gaugeOf(id), spanSeconds * second);
    return recorded === undefined || (shown !== undefined && shown > recorded) ? shown : recorded;
  }

  /** What was measured in [start, end), by unit. Both ends are whole seconds; whole minutes reach back further. */
  between(id: MetricId, start: number, end: number): ReadonlyMap<StandardUnit, Aggregate> {
    const found = new Map<StandardUnit, Aggregate>();
    this.#each(id, start, end, (unit, { aggregate }) =>
      found.set(unit, combined(found.get(unit), aggregate)),
    );
    return found;
  }

  /** What was measured in [start, end), of `unit` or of all units together. */
  total(id: MetricId, start: number, end: number, wanted: StandardUnit | undefined): Aggregate | undefined {
    let found: Aggregate | undefined;
    this.#each(id, start, end, (unit, { aggregate }) => {
      if (wanted === undefined || unit === wanted) found = combined(found, aggregate);
    });
    return found;
  }

  /**
   * The single values measured in [start, end), of `unit` or of all units; `hidden` if some came as a statistic
   * set, which tells no more than its edges.
   */
  valuesBetween(
    id: MetricId,
    start: number,
    end: number,
    wanted: StandardUnit | undefined,
  ): Distribution | 'hidden' {
    const all = new Distribution();
    let hidden = false;
    this.#each(id, start, end, (unit, { aggregate, values }) => {
      if (wanted !== undefined && unit !== wanted) return;
      if (values === 'hidden') hidden = true;
      else if (values === undefined) all.add(aggregate.minimum, aggregate.sampleCount);
      else all.addAll(values);
    });
    return hidden ? 'hidden' : all;
  }

  /** The metrics that have data and when their newest was measured, recorded ones in the order of their first. */
  metrics(): readonly { readonly id: MetricId; readonly lastAt: number }[] {
    const recorded = [...this.#series.values()].map(({ id, lastAt }) => ({ id, lastAt }));
    const shown = [...this.#gauges.values()].flatMap((gauges) =>
      gauges.list().map(({ metric, dimensions, lastAt }) => ({
        id: { namespace: gauges.namespace, name: metric, dimensions },
        lastAt,
      })),
    );
    return [...recorded, ...shown.filter(({ id }) => !this.#series.has(keyOf(id)))];
  }

  #each(id: MetricId, start: number, end: number, visit: (unit: StandardUnit, bucket: Bucket) => void): void {
    const gauges = this.#gauges.get(id.namespace);
    for (const { value, count } of gauges?.samples(gaugeOf(id), start, end) ?? []) {
      visit(gauges?.unit ?? 'None', { aggregate: aggregateOf(value, count) });
    }
    const units = this.#series.get(keyOf(id))?.units;
    if (units === undefined) return;
    const byMinute = start % minute === 0 && end % minute === 0;
    for (const [unit, buckets] of units) {
      const kept = byMinute ? buckets.minutes : buckets.seconds;
      for (let at = start; at < end; at += byMinute ? minute : second) {
        const bucket = kept.get(at);
        if (bucket !== undefined) visit(unit, bucket);
      }
    }
  }

  #forgetMetricsBefore(oldest: number): void {
    for (const [key, series] of this.#series) if (series.lastAt < oldest) this.#series.delete(key);
  }
}

/** Adds to the bucket at `start`. A new bucket first makes room: those written longest ago leave once too old. */
function add(buckets: Buckets, start: number, measured: Aggregate, oldest: number): void {
  const bucket = buckets.get(start);
  if (bucket === undefined) {
    for (const kept of buckets.keys()) {
      if (kept >= oldest) break;
      buckets.delete(kept);
    }
    buckets.set(
      start,
      isOneValue(measured) ? { aggregate: measured } : { aggregate: measured, values: 'hidden' },
    );
    return;
  }
  const values = addedTo(bucket, measured);
  bucket.aggregate = combined(bucket.aggregate, measured);
  if (values !== undefined) bucket.values = values;
}

function addedTo({ aggregate, values }: Bucket, measured: Aggregate): Bucket['values'] {
  if (values === 'hidden' || !isOneValue(measured)) return 'hidden';
  if (values === undefined && aggregate.minimum === measured.minimum) return undefined;
  const known = values ?? new Distribution();
  if (values === undefined) known.add(aggregate.minimum, aggregate.sampleCount);
  known.add(measured.minimum, measured.sampleCount);
  return known;
}

/** A statistic set tells its values only if they are all the same (AWS: "Requirements to use percentiles …"). */
const isOneValue = ({ minimum, maximum, sum, sampleCount }: Aggregate): boolean =>
  minimum === maximum && Math.abs(sum - minimum * sampleCount) <= 1e-9 * Math.abs(sum);

const floorTo = (at: number, span: number): number => Math.floor(at / span) * span;

const gaugeOf = ({ name, dimensions }: MetricId) => ({ metric: name, dimensions });

export const sameMetric = (one: MetricId, other: MetricId): boolean => keyOf(one) === keyOf(other);

/** An alarm asks for its one metric at every evaluation, and an endpoint measures several at every request. */
const keys = new WeakMap<MetricId, string>();
const dimensionKeys = new WeakMap<MetricId['dimensions'], string>();

function keyOf(id: MetricId): string {
  const known = keys.get(id);
  if (known !== undefined) return known;
  const key = `${id.namespace}\n${id.name}\n${dimensionsKeyOf(id.dimensions)}`;
  keys.set(id, key);
  return key;
}

function dimensionsKeyOf(dimensions: MetricId['dimensions']): string {
  const known = dimensionKeys.get(dimensions);
  if (known !== undefined) return known;
  const key = JSON.stringify(Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1)));
  dimensionKeys.set(dimensions, key);
  return key;
}
