import { describe, expect, it } from 'vitest';
import { aggregateOf, combined, statisticOf } from '../../../local/cloudwatch/aggregate.ts';
import { MetricStore } from '../../../local/cloudwatch/metric-store.ts';

const errors = { namespace: 'app', name: 'errors', dimensions: { a: '1', b: '2' } };
const hour = 3_600_000;

describe('the metric store', () => {
  it('adds up what falls into a span, and only that', () => {
    const store = new MetricStore();
    for (const at of [59_999, 60_000, 61_500, 119_999, 120_000])
      store.record(errors, 'Count', at, aggregateOf(2), at);
    expect(store.between(errors, 60_000, 120_000).get('Count')).toEqual({
      sampleCount: 3,
      sum: 6,
      minimum: 2,
      maximum: 2,
    });
    expect(store.between(errors, 61_000, 62_000).get('Count')?.sampleCount).toBe(1);
    expect(store.between(errors, 62_000, 63_000).size).toBe(0);
  });

  it('knows a metric by its dimensions, in any order, and keeps other combinations apart', () => {
    const store = new MetricStore();
    store.record(errors, 'Count', 0, aggregateOf(1), 0);
    const turned = { ...errors, dimensions: { b: '2', a: '1' } };
    expect(store.between(turned, 0, 1000).get('Count')?.sum).toBe(1);
    expect(store.between({ ...errors, dimensions: { a: '1' } }, 0, 1000).size).toBe(0);
  });

  it('keeps units apart', () => {
    const store = new MetricStore();
    store.record(errors, 'Count', 0, aggregateOf(1), 0);
    store.record(errors, 'Percent', 0, aggregateOf(50), 0);
    expect([...store.between(errors, 0, 60_000).keys()]).toEqual(['Count', 'Percent']);
  });

  it('forgets seconds after 3 hours and minutes after 15 days', () => {
    const store = new MetricStore();
    store.record(errors, 'Count', 0, aggregateOf(1), 0);
    store.record(errors, 'Count', 4 * hour, aggregateOf(1), 4 * hour);
    expect(store.between(errors, 0, 1000).size).toBe(0);
    expect(store.between(errors, 0, 60_000).size).toBe(1);
    store.record(errors, 'Count', 16 * 24 * hour, aggregateOf(1), 16 * 24 * hour);
    expect(store.between(errors, 0, 60_000).size).toBe(0);
  });

  it('forgets a metric that has had no data for 15 days when a new one comes', () => {
    const store = new MetricStore();
    store.record(errors, 'Count', 0, aggregateOf(1), 0);
    const later = 16 * 24 * hour;
    store.record({ ...errors, name: 'other' }, 'Count', later, aggregateOf(1), later);
    expect(store.metrics().map(({ id }) => id.name)).toEqual(['other']);
  });

  it('keeps single values for percentiles, unless a statistic set hides them', () => {
    const store = new MetricStore();
    const values = (start: number, end: number, unit?: 'Count') => {
      const known = store.valuesBetween(errors, start, end, unit);
      return known === 'hidden' ? known : known.sorted();
    };
    for (const value of [2, 2, 5]) store.record(errors, 'Count', 0, aggregateOf(value), 0);
    store.record(errors, 'None', 0, aggregateOf(9), 0);
    expect(values(0, 60_000, 'Count')).toEqual([
      [2, 2],
      [5, 1],
    ]);
    expect(values(0, 60_000)).toEqual([
      [2, 2],
      [5, 1],
      [9, 1],
    ]);
    const set = { sampleCount: 2, sum: 3, minimum: 1, maximum: 2 };
    store.record(errors, 'Count', 60_000, aggregateOf(1), 60_000);
    store.record(errors, 'Count', 60_000, set, 60_000);
    expect(values(60_000, 120_000)).toBe('hidden');
    expect(values(0, 120_000)).toBe('hidden');
    store.record(errors, 'Count', 120_000, set, 120_000);
    store.record(errors, 'Count', 120_000, aggregateOf(1), 120_000);
    expect(values(120_000, 180_000)).toBe('hidden');
  });

  it('gives the five statistics of what was measured', () => {
    const all = [1, 2, 6].map((value) => aggregateOf(value)).reduce((sum, next) => combined(sum, next));
    const names = ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'] as const;
    expect(names.map((name) => statisticOf(name, all))).toEqual([3, 9, 3, 1, 6]);
  });
});
