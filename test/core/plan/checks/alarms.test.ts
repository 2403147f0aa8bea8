import { describe, expect, it } from 'vitest';
import type { AlarmFinding } from '../../../../core/alarms/alarm-finding.ts';
import type { Findings } from '../../../../core/plan/findings.ts';
import { resolve } from '../../../../core/plan/resolve.ts';
import { sentence } from '../../../../core/values/problem.ts';
import {
  aLiveEndpoint,
  anAlarm,
  aPlan,
  aRollout,
  aWrittenManifest,
  findings,
} from '../../../support/builders.ts';

/** The policy and alarms of a manifest, judged: what refuses it. */
function refusal(rollout: object, alarms: object[], found = [anAlarm()]): string[] {
  const resolution = resolve(aRollout(), judged(rollout, alarms, found));
  return resolution.kind === 'refused' ? resolution.problems.map(sentence) : [];
}
const warnings = (rollout: object, alarms: object[], found = [anAlarm()]) =>
  aPlan(judged(rollout, alarms, found)).warnings.map(sentence);
const judged = (rollout: object, alarms: object[], found: Findings['alarms']) =>
  findings({ manifest: { kind: 'content', value: aWrittenManifest({ rollout, alarms }) }, alarms: found });

const linear = { strategy: 'linear', step: '20%', bake: '5m', finalBake: '5m' };
const existing = [{ name: 'iris-5xx' }];

describe('A bake', () => {
  // 2 × 60 s, and a minute until CloudWatch has the last: 3 min.
  it.each([
    ['of just long enough', '3m', '3m', []],
    ['a second too short', '179s', '3m', ['rollout.bake']],
    ['too short at the end', '3m', '179s', ['rollout.finalBake']],
    ['too short, both', '1m', '1m', ['rollout.bake', 'rollout.finalBake']],
    ['of no time', '0s', '5m', ['rollout.bake']],
  ])('%s is judged by the alarm that must go off in it', (_, bake, finalBake, fields) => {
    const problems = refusal({ ...linear, bake, finalBake }, existing);
    expect(problems.map((text) => text.slice(0, text.indexOf(':')))).toEqual(fields);
  });

  it('that is too short is refused with the sum', () => {
    expect(refusal({ ...linear, bake: '2m' }, existing)).toEqual([
      'rollout.bake: expected at least 3m, or alarm "iris-5xx" cannot go off in it (2 × 1m, and 1m until CloudWatch has the last), ' +
        'got 2m. Bake longer, or use an alarm with fewer or shorter periods.',
    ]);
  });

  it('must be long enough for the slowest alarm, of ours and of others, M of N', () => {
    const found = [anAlarm({ name: 'a', period: 60, evaluationPeriods: 5, datapointsToAlarm: 3 })];
    const managed = { metric: '5xx-rate', above: '1%', for: '6m' };
    expect(refusal({ ...linear, bake: '6m', finalBake: '7m' }, [{ name: 'a' }, managed], found)).toEqual([
      expect.stringMatching(
        /^rollout\.bake: expected at least 7m, or alarm "greenlight-local-.*-1" .*6 × 1m/,
      ),
    ]);
    expect(refusal({ ...linear, bake: '4m', finalBake: '4m' }, [{ name: 'a' }], found)).toEqual([]);
  });

  it('is not judged by alarms that only tell, nor by those of which AWS tells no period', () => {
    const found = [
      anAlarm(),
      anAlarm({ name: 'slow', period: 3600 }),
      { name: 'composite', state: 'OK', composite: true },
    ];
    const alarms = [...existing, { name: 'slow', on: 'notify' }, { name: 'composite' }];
    expect(refusal({ ...linear, bake: '3m', finalBake: '3m' }, alarms, found)).toEqual([]);
  });

  it('all at once is the final one alone; without any the alarms protect nothing', () => {
    expect(refusal({ strategy: 'all-at-once', finalBake: '3m' }, existing)).toEqual([]);
    expect(refusal({ strategy: 'all-at-once' }, existing)).toEqual([
      expect.stringMatching(/^rollout\.finalBake: expected at least 3m, .* got 0s/),
    ]);
  });

  it('after the last shift is worth having: without one the old fleet is gone at once', () => {
    const { finalBake: _, ...without } = linear;
    expect(refusal(without, existing)).toEqual([]);
    expect(warnings(without, existing)).toEqual([
      'rollout.finalBake: expected a final bake: until the old fleet is gone, going back is instant, got 0s. Give it a finalBake of some minutes.',
    ]);
    expect(warnings({ strategy: 'rolling', step: '20%', bake: '5m' }, existing)).toEqual([]);
  });

  it('of AWS’s own shape is told by AWS’s name', () => {
    const deploymentConfig = {
      RollingUpdatePolicy: {
        MaximumBatchSize: { Type: 'INSTANCE_COUNT', Value: 1 },
        WaitIntervalInSeconds: 60,
      },
    };
    expect(refusal({ deploymentConfig }, existing)).toEqual([
      expect.stringMatching(
        /^rollout\.deploymentConfig\.RollingUpdatePolicy\.WaitIntervalInSeconds: expected at least 3m/,
      ),
    ]);
  });
});

describe('A bake is told to be too short', () => {
  const slow = anAlarm({ name: 'slow', period: 600 });

  it('for a composite alarm whose soonest alarm is too slow for it', () => {
    const both = (...children: AlarmFinding[]) => ({ name: 'both', state: 'OK', composite: true, children });
    const alarms = [...existing, { name: 'both' }];
    expect(warnings(linear, alarms, [anAlarm(), both(slow)])[1]).toBe(
      'alarms[1].name: expected an alarm that can go off in a bake of 5m, got "both", whose soonest alarm takes 21m. ' +
        'Bake longer, or use an alarm with fewer or shorter periods.',
    );
    expect(warnings(linear, alarms, [anAlarm(), both(slow, anAlarm({ name: 'soon' }))])).toHaveLength(1);
    expect(warnings(linear, alarms, [anAlarm(), both(slow, { name: 'unknown', state: 'OK' })])).toHaveLength(
      1,
    );
  });

  it('for an alarm that asks and can’t go off while the release shifts', () => {
    const found = [anAlarm(), slow];
    const alarms = [...existing, { name: 'slow', on: 'hold' }];
    // Five steps of 5 minutes are 25 in all: long enough for 2 × 10 + 1.
    expect(warnings(linear, alarms, found)).toEqual([]);
    expect(warnings({ strategy: 'all-at-once', finalBake: '5m' }, alarms, found)).toEqual([
      'alarms[1].name: expected an alarm that can go off while the release shifts and bakes, 5m, got "slow", which takes 21m. ' +
        'Bake longer, or let a soak look at it.',
    ]);
  });
});

describe('A staged strategy', () => {
  it.each([
    ['linear', linear],
    ['canary', { ...linear, strategy: 'canary' }],
    ['rolling', { strategy: 'rolling', step: '20%', bake: '5m' }],
  ])('without an alarm that rolls back is refused: %s', (strategy, rollout) => {
    expect(refusal(rollout, [{ name: 'iris-5xx', on: 'notify' }])).toEqual([
      `alarms: expected at least one alarm with on: rollback, since the bakes of strategy ${strategy} watch nothing else, got none. ` +
        'Name an alarm that exists, or have one made: { compare: 5xx }, or { metric: 5xx-rate, above: 1%, for: 2m }. A judge among gates.during will do, too.',
    ]);
  });
});

describe('An alarm', () => {
  it('that is a composite is told of: AWS does not say what becomes of it', () => {
    const found = [anAlarm(), { name: 'both', state: 'OK', composite: true }];
    expect(warnings(linear, [...existing, { name: 'both' }], found)).toEqual([
      'alarms[1].name: expected a metric alarm, got "both", a composite alarm: AWS does not say whether it rolls back, nor how soon. ' +
        'Name the metric alarms that it is made of.',
    ]);
  });

  const watching = (over: Record<string, string>) =>
    anAlarm({ dimensions: { EndpointName: 'iris', VariantName: 'AllTraffic', ...over } });

  it('on another endpoint is told of: it may be meant, or copied', () => {
    expect(warnings(linear, existing, [watching({ EndpointName: 'fraud' })])).toEqual([
      'alarms[0].name: expected an alarm on endpoint "iris", got "iris-5xx", on endpoint "fraud".',
    ]);
  });

  it('on another spelling of the endpoint is refused: CloudWatch minds capitals, so that it has no data', () => {
    expect(refusal(linear, existing, [watching({ EndpointName: 'IRIS' })])).toEqual([
      'alarms[0].name: expected an alarm on endpoint "iris", got "iris-5xx", on endpoint "IRIS": CloudWatch minds capitals.',
    ]);
  });

  it('on the config that serves now is told of, whatever it is for', () => {
    const found = [watching({ EndpointConfigName: aLiveEndpoint().configName }), anAlarm({ name: 'other' })];
    for (const on of ['rollback', 'hold', 'notify']) {
      expect(warnings(linear, [{ name: 'iris-5xx', on }, { name: 'other' }], found)).toEqual([
        expect.stringMatching(
          /^alarms\[0\]\.name: expected an alarm that sees the new fleet, whose config is "iris-.*-1", got "iris-5xx", on config ".*", the one that serves now\. Leave/,
        ),
      ]);
    }
  });

  it('of what the endpoint was last deployed with is looked at, too', () => {
    const live = aLiveEndpoint({
      lastDeployment: {
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
          TerminationWaitInSeconds: 300,
        },
        AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'iris-5xx' }] },
      },
    });
    const found = [watching({ EndpointConfigName: live.configName })];
    const plan = aPlan(
      findings({
        live,
        manifest: { kind: 'content', value: aWrittenManifest({ rollout: { retain: true }, alarms: [] }) },
        alarms: found,
      }),
    );
    expect(plan.warnings.map(sentence)).toEqual([
      expect.stringContaining('expected an alarm that sees the new fleet'),
    ]);
  });

  it('that has no data is told of', () => {
    expect(warnings(linear, existing, [anAlarm({ state: 'INSUFFICIENT_DATA' })])).toEqual([
      'alarms[0].name: expected an alarm that has data, got "iris-5xx" in INSUFFICIENT_DATA: while its metric has none it does not go off.',
    ]);
  });

  it('of ours that needs some traffic is told of', () => {
    const alarms = [{ metric: '5xx-rate', above: '1%', for: '2m', minInvocations: 50 }];
    expect(warnings(linear, alarms)).toEqual([expect.stringMatching(/^alarms\[0\]\.minInvocations: /)]);
  });

  it('named both in AWS’s own shape and in the list is refused', () => {
    const deploymentConfig = {
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE' },
        TerminationWaitInSeconds: 300,
      },
      AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'iris-5xx' }] },
    };
    expect(refusal({ deploymentConfig }, existing)).toEqual([
      'rollout.deploymentConfig.AutoRollbackConfiguration.Alarms[0].AlarmName: expected each alarm once, got "iris-5xx".',
    ]);
  });
});
