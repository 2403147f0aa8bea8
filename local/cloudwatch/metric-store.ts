import type { StandardUnit } from '@aws-sdk/client-cloudwatch';
import { type Aggregate, combined } from './aggregate.ts';

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

/** Aggregates by the start of their span, in epoch milliseconds. */
type Buckets = Map<number, Aggregate>;

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
  }

  /** What was measured in [start, end), by unit. Both ends are whole seconds; whole minutes reach back further. */
  between(id: MetricId, start: number, end: number): ReadonlyMap<StandardUnit, Aggregate> {
    const found = new Map<StandardUnit, Aggregate>();
    const byMinute = start % minute === 0 && end % minute === 0;
    for (const [unit, buckets] of this.#series.get(keyOf(id))?.units ?? []) {
      const kept = byMinute ? buckets.minutes : buckets.seconds;
      for (let at = start; at < end; at += byMinute ? minute : second) {
        const aggregate = kept.get(at);
        if (aggregate !== undefined) found.set(unit, combined(found.get(unit), aggregate));
      }
    }
    return found;
  }

  /** The metrics that have data, in the order of their first measurement. */
  metrics(): readonly MetricId[] {
    return [...this.#series.values()].map((series) => series.id);
  }

  #forgetMetricsBefore(oldest: number): void {
    for (const [key, series] of this.#series) if (series.lastAt < oldest) this.#series.delete(key);
  }
}

/** Adds to the bucket at `start`. A new bucket first makes room: those written longest ago leave once too old. */
function add(buckets: Buckets, start: number, measured: Aggregate, oldest: number): void {
  if (!buckets.has(start)) {
    for (const kept of buckets.keys()) {
      if (kept >= oldest) break;
      buckets.delete(kept);
    }
  }
  buckets.set(start, combined(buckets.get(start), measured));
}

const floorTo = (at: number, span: number): number => Math.floor(at / span) * span;

const keyOf = (id: MetricId): string =>
  JSON.stringify([id.namespace, id.name, Object.entries(id.dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
