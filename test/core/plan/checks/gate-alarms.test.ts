import { describe, expect, it } from 'vitest';
import type { AlarmFinding } from '../../../../core/alarms/alarm-finding.ts';
import { resolve } from '../../../../core/plan/resolve.ts';
import { alarmNamesIn } from '../../../../core/plan/watched-alarms.ts';
import { sentence } from '../../../../core/values/problem.ts';
import { anAlarm, aPlan, aRollout, aWrittenManifest, findings } from '../../../support/builders.ts';

/** A manifest with these gates, beside the alarm iris-5xx, which rolls back and needs 3 minutes. */
const asked = (
  gates: object,
  found: readonly AlarmFinding[] = [],
  alarms: object[] = [{ name: 'iris-5xx' }],
) =>
  findings({
    manifest: {
      kind: 'content',
      value: aWrittenManifest({ rollout: { strategy: 'all-at-once', finalBake: '5m' }, alarms, gates }),
    },
    alarms: [anAlarm(), ...found],
  });
const warnings = (...given: Parameters<typeof asked>) =>
  aPlan(asked(...given))
    .warnings.map(sentence)
    .filter((text) => text.startsWith('gates'));
const refusal = (...given: Parameters<typeof asked>) => {
  const resolution = resolve(aRollout(), asked(...given));
  return resolution.kind === 'refused' ? resolution.problems.map(sentence) : [];
};

describe('Alarms that a gate names', () => {
  const gates = { before: [{ 'alarms-clear': { alarms: ['upstream'] } }] };

  it('are read before the plan is made', () => {
    expect(alarmNamesIn(asked(gates))).toEqual(['iris-5xx', 'upstream']);
  });

  it('must exist: else the gate fails, perhaps hours later', () => {
    expect(refusal(gates)).toEqual([
      'gates.before[0].alarms-clear.alarms: expected existing CloudWatch alarms, got "upstream", which does not exist. ' +
        'Create it in this account and region first, or correct the name.',
    ]);
    expect(refusal(gates, [anAlarm({ name: 'upstream' })])).toEqual([]);
  });

  it('may be on whatever else there is, but not on a metric that there is not: that is OK for ever', () => {
    const onFraud = { EndpointName: 'fraud', VariantName: 'AllTraffic' };
    expect(warnings(gates, [anAlarm({ name: 'upstream', dimensions: onFraud })])).toEqual([]);
    expect(warnings(gates, [anAlarm({ name: 'upstream', metricName: 'CPUUtilization' })])).toEqual([
      'gates.before[0].alarms-clear.alarms: expected an alarm on a metric that SageMaker publishes, ' +
        'got "upstream", on CPUUtilization in AWS/SageMaker: it is published in /aws/sagemaker/Endpoints.',
    ]);
  });
});

describe('A soak', () => {
  it('is told to watch nothing where no alarm rolls back or asks', () => {
    expect(warnings({ after: [{ soak: '30m' }] }, [], [{ name: 'iris-5xx', on: 'notify' }])).toEqual([
      'gates.after[0].soak: expected an alarm with on: rollback or on: hold, which a soak looks at, got none: it only waits.',
    ]);
    expect(warnings({ after: [{ soak: '30m' }] })).toEqual([]);
  });

  it('is told to be too short for all of its alarms', () => {
    const after = [{ soak: '2m' }];
    expect(warnings({ after })).toEqual([
      'gates.after[0].soak: expected at least 3m, or none of its alarms can go off by what is wrong in it, got 2m.',
    ]);
    const soon = anAlarm({ name: 'soon', evaluationPeriods: 1, datapointsToAlarm: 1 });
    expect(warnings({ after }, [soon], [{ name: 'iris-5xx' }, { name: 'soon' }])).toEqual([]);
  });
});
