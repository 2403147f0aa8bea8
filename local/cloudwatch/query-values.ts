import { datapointIn } from './datapoints.ts';
import { evaluateMath } from './math/evaluate.ts';
import { type MathValue, type Series, seriesOf } from './math/series.ts';
import type { MetricQuery } from './metric-queries.ts';
import type { MetricStore } from './metric-store.ts';

/**
 * What `wanted` of `queries` comes to: one series, or several where an expression results in an array. Points
 * are those of the periods that begin at `startsOf(period)`, the oldest first.
 */
export function querySeries(
  store: MetricStore,
  queries: readonly MetricQuery[],
  wanted: MetricQuery,
  startsOf: (periodSeconds: number) => readonly number[],
): readonly Series[] {
  const byId = new Map(queries.map((query) => [query.id, query]));
  const known = new Map<string, MathValue>();

  const series = (query: MetricQuery & { kind: 'metric' }): Series => {
    const points = startsOf(query.period).map(
      (start) => datapointIn(store, query, start, start + query.period * 1000)?.value,
    );
    return { id: query.id, points };
  };

  const valueIn = (query: MetricQuery): MathValue => {
    const value = known.get(query.id) ?? computed(query);
    known.set(query.id, value);
    return value;
  };

  const computed = (query: MetricQuery): MathValue => {
    if (query.kind === 'metric') return { kind: 'series', series: series(query) };
    return evaluateMath(query.expression, {
      valueOf: (id) => valueIn(byId.get(id) as MetricQuery),
      get metrics() {
        return queries
          .filter((other) => other.kind === 'metric')
          .flatMap((other) => seriesOf(valueIn(other)));
      },
      assumptions: query.math,
      periodOf: (id) => byId.get(id)?.period ?? query.period,
      period: query.period,
      length: startsOf(query.period).length,
    });
  };

  return seriesOf(valueIn(wanted));
}
