import { describe, expect, it } from 'vitest';
import { isManagedAlarm } from '../../../core/manifest/alarms.ts';
import { parseManifest } from '../../../core/manifest/parse.ts';
import { sentence } from '../../../core/problem.ts';

const parsed = (alarm: unknown) => parseManifest({ alarms: [alarm] });
const alarmOf = (alarm: unknown) => {
  const result = parsed(alarm);
  if (!result.ok) throw new Error(result.problems.map(sentence).join('\n'));
  return result.manifest.alarms[0];
};
const refusal = (alarm: unknown) => {
  const result = parsed(alarm);
  return result.ok ? [] : result.problems.map(sentence);
};

describe('An alarm of ours', () => {
  it.each([
    [
      'a share of the invocations, in percent',
      { metric: '5xx-rate', above: '1%', for: '2m' },
      {
        metric: '5xx-rate',
        comparison: 'above',
        threshold: 1,
        forSeconds: 120,
        periodSeconds: 60,
        on: 'rollback',
      },
    ],
    [
      'half a percent',
      { metric: '4xx-rate', above: '0.5 %', for: '2m', on: 'notify' },
      {
        metric: '4xx-rate',
        comparison: 'above',
        threshold: 0.5,
        forSeconds: 120,
        periodSeconds: 60,
        on: 'notify',
      },
    ],
    [
      'a latency, in milliseconds',
      { metric: 'latency-p99', above: '1.5s', for: '10m', period: '5m', minInvocations: 100 },
      {
        metric: 'latency-p99',
        comparison: 'above',
        threshold: 1500,
        forSeconds: 600,
        periodSeconds: 300,
        minInvocations: 100,
        on: 'rollback',
      },
    ],
    ['200 ms', { metric: 'latency-p50', above: '200ms', for: '1m' }, { threshold: 200 }],
    ['2 s', { metric: 'latency-p90', above: '2s', for: '1m' }, { threshold: 2000 }],
    ['a count', { metric: '5xx-count', above: 0, for: '1m' }, { threshold: 0 }],
    [
      'a metric by AWS’s name, below a bound',
      { metric: 'CPUUtilization', below: 1.5, for: '3m', statistic: 'p10' },
      { metric: 'CPUUtilization', comparison: 'below', threshold: 1.5, statistic: 'p10' },
    ],
  ])('may be on %s', (_, written, read) => {
    const alarm = alarmOf(written);
    expect(alarm).toMatchObject(read);
    expect(alarm && isManagedAlarm(alarm)).toBe(true);
  });

  it.each([
    [
      'no threshold',
      { metric: '5xx-rate', for: '2m' },
      'alarms[0]: expected one threshold: above or below, got fields.',
    ],
    [
      'two thresholds',
      { metric: '5xx-count', above: 1, below: 2, for: '2m' },
      'alarms[0]: expected one threshold: above or below, got fields.',
    ],
    [
      'a rate that is a bare number, which could be 1 % or 100 %',
      { metric: '5xx-rate', above: 1, for: '2m' },
      'alarms[0].above: expected a share of the invocations such as 1%, from 0% to below 100%, got 1.',
    ],
    [
      'a rate that can never be exceeded',
      { metric: '5xx-rate', above: '100%', for: '2m' },
      'alarms[0].above: expected a share of the invocations such as 1%, from 0% to below 100%, got "100%".',
    ],
    [
      'a latency that is a bare number, which could be ms or µs',
      { metric: 'latency-p99', above: 200, for: '2m' },
      'alarms[0].above: expected a latency such as 200ms or 2s, got 200.',
    ],
    [
      'a count in percent',
      { metric: '5xx-count', above: '1%', for: '2m' },
      'alarms[0].above: expected a number, in the metric\'s own unit, got "1%".',
    ],
    [
      'no time',
      { metric: '5xx-rate', above: '1%' },
      'alarms[0].for: expected a duration such as 5m, from 1m to 24h, got nothing.',
    ],
    [
      'a time that is no multiple of the period',
      { metric: '5xx-rate', above: '1%', for: '7m', period: '5m' },
      'alarms[0].for: expected a multiple of the period, 5m, got "7m".',
    ],
    [
      'a period below SageMaker’s minute',
      { metric: '5xx-rate', above: '1%', for: '3m', period: '90s' },
      'alarms[0].period: expected whole minutes: SageMaker publishes its metrics once a minute, got "90s".',
    ],
    [
      'a statistic where the metric has its own',
      { metric: 'latency-p99', above: '1s', for: '2m', statistic: 'Sum' },
      'alarms[0].statistic: expected no statistic: latency-p99 has its own, got "Sum".',
    ],
    [
      'a misspelt field',
      { metric: '5xx-rate', above: '1%', for: '2m', abov: '1%' },
      'alarms[0].abov: unknown field; there are metric, above, below, for, period, minInvocations, statistic, on and hold.',
    ],
    [
      'something else to do',
      { metric: '5xx-rate', above: '1%', for: '2m', on: 'panic' },
      'alarms[0].on: expected rollback, hold or notify, got "panic".',
    ],
    [
      'how it asks, where it does not ask',
      { metric: '5xx-rate', above: '1%', for: '2m', hold: { timeout: '5m' } },
      'alarms[0].hold: expected no such field without on: hold, which alone asks people, got fields.',
    ],
    [
      'both a name and a metric',
      { name: 'a', metric: '5xx-rate' },
      'alarms[0].metric: unknown field; there are name, on and hold.',
    ],
  ])('with %s is refused', (_, written, text) => {
    expect(refusal(written)).toEqual([text]);
  });
});
