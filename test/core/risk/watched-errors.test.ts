import { describe, expect, it } from 'vitest';
import type { AlarmFinding } from '../../../core/alarms/alarm-finding.ts';
import type { ManagedAlarm } from '../../../core/alarms/alarm-schema.ts';
import { watchedManaged, watchedNamed } from '../../../core/risk/watched-errors.ts';

const rate: ManagedAlarm = {
  ...{ metric: '5xx-rate', comparison: 'above', threshold: 1, on: 'rollback' },
  ...{ forSeconds: 600, periodSeconds: 300, minInvocations: 50 },
};
const named: AlarmFinding = {
  ...{ name: 'iris-5xx', state: 'OK', namespace: 'AWS/SageMaker', metricName: 'Invocation5XXErrors' },
  ...{ dimensions: { EndpointName: 'iris', VariantName: 'a' }, statistic: 'Sum', period: 60, threshold: 1 },
  ...{ comparison: 'GreaterThanOrEqualToThreshold', evaluationPeriods: 3, datapointsToAlarm: 2 },
};

describe('An alarm whose chances are known', () => {
  it('is one on the rate or the number of errors, made for each release', () => {
    expect(watchedManaged(rate, 1)).toEqual({
      ...{ errors: '5xx', measure: 'share', limit: 0.01, orAt: false, leastRequests: 50 },
      ...{ needed: 2, of: 2, periodMinutes: 5, sees: 'green' },
    });
    expect(watchedManaged({ ...rate, metric: '4xx-rate' }, 3)).toMatchObject({ errors: '4xx', limit: 0.01 });
    expect(watchedManaged({ ...rate, metric: '5xx-count', threshold: 9 }, 1)).toMatchObject({
      ...{ measure: 'count', limit: 9 },
    });
    const average = { ...rate, metric: 'Invocation5XXErrors', threshold: 0.02 };
    expect(watchedManaged(average, 1)).toMatchObject({ measure: 'share', limit: 0.02 });
    expect(watchedManaged(average, 2)).toBeUndefined();
  });

  it.each([
    { metric: 'latency-p99' },
    { metric: 'ModelLatency' },
    { comparison: 'below' as const },
    { metric: 'Invocation5XXErrors', statistic: 'p99' },
  ])('is not %j', (changed) => {
    expect(watchedManaged({ ...rate, ...changed }, 1)).toBeUndefined();
  });

  it('is one that exists, on the errors of a variant of the endpoint, whose fleets it both sees', () => {
    expect(watchedNamed(named, 'iris')).toEqual({
      ...{ errors: '5xx', measure: 'count', limit: 1, orAt: true, leastRequests: 1 },
      ...{ needed: 2, of: 3, periodMinutes: 1, sees: 'both' },
    });
  });

  it.each([
    ['of another endpoint', { dimensions: { EndpointName: 'other', VariantName: 'a' } }],
    ['of the whole account', { dimensions: {} }],
    ['on another metric', { metricName: 'ModelLatency' }],
    ['on low values', { comparison: 'LessThanThreshold' }],
    ['that goes off without data', { treatMissingData: 'breaching' }],
    ['of periods of seconds', { period: 10 }],
    ['in another namespace', { namespace: 'Acme' }],
    ['on metric math', { metricName: undefined }],
    ['of too many periods', { evaluationPeriods: 30 }],
  ])('is not one %s', (_, changed) => {
    expect(watchedNamed({ ...named, ...changed } as AlarmFinding, 'iris')).toBeUndefined();
  });
});
