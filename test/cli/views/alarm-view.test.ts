import { describe, expect, it } from 'vitest';
import { alarmsOf } from '../../../cli/views/alarm-view.ts';
import type { AlarmReading } from '../../../core/cloudwatch/alarm-reading.ts';
import { instantMs } from '../../support/builders.ts';

const name = 'greenlight-test-iris-0123456789ab-1-0';
const reading: AlarmReading = {
  name,
  state: 'ALARM',
  since: instantMs,
  value: 1_430_000,
  valueAt: instantMs,
  threshold: 800_000,
  measured: { what: 'latency-p99', unit: 'Microseconds', ours: true },
};
const textAt = (seconds: number, over: Partial<AlarmReading> = {}) =>
  alarmsOf({}, [{ ...reading, ...over }], instantMs + seconds * 1000)[0]?.text;

describe('An alarm in the CLI', () => {
  it.each([
    // The minute lasts 1m, the next one another, and CloudWatch has that 1m later.
    [180, 'latency-p99 1.43 s, limit 800 ms'],
    [181, 'latency-p99 1.43 s, 3m ago, limit 800 ms'],
    [1350, 'latency-p99 1.43 s, 22m ago, limit 800 ms'],
  ])('%d s after the beginning of the value’s period is %s', (seconds, text) => {
    expect(textAt(seconds)).toBe(text);
  });

  it('that counts over five minutes has an older value that is the newest', () => {
    const measured = { what: '5xx-count', unit: 'None', perSeconds: 300, ours: true };
    expect(textAt(660, { measured, value: 9, threshold: 5 })).toBe('5xx-count 9 in 5m, limit 5 in 5m');
    expect(textAt(661, { measured, value: 9, threshold: 5 })).toBe(
      '5xx-count 9 in 5m, 11m ago, limit 5 in 5m',
    );
  });

  it('says that a value is missing, and that an alarm is', () => {
    const { value: _, valueAt: _at, ...without } = reading;
    expect(alarmsOf({}, [without], instantMs)[0]).toMatchObject({
      state: 'ALARM',
      text: 'latency-p99: no value, limit 800 ms',
    });
    const plan = { alarms: [{ name, on: 'rollback', managed: true, measured: reading.measured }] };
    expect(alarmsOf({ plan } as never, [], instantMs)).toMatchObject([
      { name, state: 'missing', label: 'latency-p99', text: 'latency-p99' },
    ]);
  });
});
