import { describe, expect, it } from 'vitest';
import type { ManagedAlarm } from '../../../core/alarms/alarm-schema.ts';
import { alarmTerms } from '../../../core/plan/alarm-terms.ts';
import { aManagedAlarm } from '../alarms/support.ts';

const terms = (over: Partial<ManagedAlarm>) =>
  alarmTerms([{ field: 'alarms[0]', name: 'made', on: 'rollback', managed: aManagedAlarm(over) }]);

describe('An alarm of a plan is told', () => {
  it.each([
    [{}, '5xx-rate above 1 % for 2m (rollback)'],
    [{ metric: 'latency-p99', threshold: 800 }, 'latency-p99 above 800 ms for 2m (rollback)'],
    [{ metric: 'CPUUtilization', threshold: 90 }, 'CPUUtilization above 90 % for 2m (rollback)'],
    [{ metric: 'ModelLatency', threshold: 9000 }, 'ModelLatency above 9 ms for 2m (rollback)'],
    [
      { metric: 'Invocations', statistic: 'Sum', comparison: 'below', threshold: 5 },
      'Invocations (Sum) below 5/min for 2m (rollback)',
    ],
    [{ metric: 'latency-p99', threshold: 800.0001 }, 'latency-p99 above 800.0001 ms for 2m (rollback)'],
    [{ minInvocations: 50 }, '5xx-rate above 1 % for 2m, from 50 invocations (rollback)'],
    [
      {
        metric: 'Score',
        threshold: 0.9,
        source: { namespace: 'Acme/Models', dimensions: [{ Name: 'Config', Value: '{config}' }] },
      },
      'Score of Acme/Models (Config={config}) above 0.9 for 2m (rollback)',
    ],
  ] as const)('by what it measures, and from where', (alarm, text) => {
    expect(terms(alarm)).toEqual([text]);
  });

  it('by its name where it has one, once', () => {
    const named = { field: 'alarms[0].name', name: 'iris-5xx', on: 'hold' } as const;
    expect(alarmTerms([named, named])).toEqual(['iris-5xx (hold)']);
  });
});
