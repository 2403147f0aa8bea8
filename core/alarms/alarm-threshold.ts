import type { MetricUnit } from '../cloudwatch/metric-catalogue.ts';
import { parseDuration } from '../values/duration.ts';

/** A written threshold as a number in the wanted unit; undefined if it cannot be converted. */
export interface ReadThreshold {
  readonly value: number | undefined;
  readonly expected: string;
}

/** `1%` of all requests. Below 100 %, because no share can be above that. */
export function shareOf(bound: string | number): ReadThreshold {
  const value = typeof bound === 'number' ? undefined : percent(bound);
  const expected = 'a share of the invocations such as 1%, from 0% to below 100%';
  return { value: value !== undefined && value < 100 ? value : undefined, expected };
}

/** `200ms` or `2s`, in milliseconds. A bare number is refused: it could be ms or µs. */
export const latencyOf = (bound: string | number): ReadThreshold => ({
  value: typeof bound === 'number' ? undefined : milliseconds(bound),
  expected: 'a latency such as 200ms or 2s',
});

/**
 * The threshold of a metric that AWS names: a number in the metric's unit, or text with a convertible unit.
 */
export function inUnit(bound: string | number, unit: MetricUnit | undefined): ReadThreshold {
  const plain = "a number, in the metric's own unit";
  if (typeof bound === 'number') return { value: bound, expected: plain };
  switch (unit) {
    case 'Percent':
      return { value: percent(bound), expected: 'a number in percent, such as 90 or 90%' };
    case 'Microseconds':
      return scaled(milliseconds(bound), 1000, 'a number in microseconds, or a time such as 200ms or 2s');
    case 'Milliseconds':
      return scaled(milliseconds(bound), 1, 'a number in milliseconds, or a time such as 200ms or 2s');
    case 'Seconds':
      return scaled(milliseconds(bound), 1 / 1000, 'a number in seconds, or a time such as 90s or 5m');
    default:
      return { value: undefined, expected: plain };
  }
}

const scaled = (value: number | undefined, factor: number, expected: string): ReadThreshold => ({
  value: value === undefined ? undefined : Number((value * factor).toPrecision(15)),
  expected,
});

function percent(text: string): number | undefined {
  const number = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim())?.[1];
  return number === undefined ? undefined : Number(number);
}

function milliseconds(written: string): number | undefined {
  const text = written.trim();
  const direct = /^(\d+(?:\.\d+)?)\s*ms$/.exec(text)?.[1];
  if (direct !== undefined) return Number(direct);
  const seconds = parseDuration(text) ?? Number(/^(\d+\.\d+)\s*s$/.exec(text)?.[1]);
  return Number.isNaN(seconds) ? undefined : seconds * 1000;
}
