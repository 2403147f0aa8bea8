import { describe, expect, it } from 'vitest';
import { managedAlarmName } from '../../../core/alarms/managed.ts';
import { invocationMetric } from '../../../core/alarms/measure.ts';
import { comparedMetrics } from '../../../core/gates/comparison-terms.ts';
import type { Findings } from '../../../core/plan/findings.ts';
import { gatesInForce } from '../../../core/plan/gates-of.ts';
import { resolve } from '../../../core/plan/resolve.ts';
import { rolloutName } from '../../../core/release.ts';
import { sentence } from '../../../core/values/problem.ts';
import {
  aLiveEndpoint,
  anAlarm,
  aRollback,
  aRollout,
  aWrittenManifest,
  findings,
} from '../../support/builders.ts';

const named = Array.from({ length: 9 }, (_, index) => anAlarm({ name: `a${index}` }));
const found = (alarms: object[], over: Partial<Findings> = {}) =>
  findings({
    manifest: { kind: 'content', value: aWrittenManifest({ alarms }) },
    alarms: [anAlarm(), ...named],
    ...over,
  });

function planned(alarms: object[], over: Partial<Findings> = {}) {
  const resolution = resolve(aRollout(), found(alarms, over));
  if (resolution.kind !== 'prepared') throw new Error(JSON.stringify(resolution));
  const { plan, preparation, settlement } = resolution;
  const watched = plan.deployment.AutoRollbackConfiguration?.Alarms.map(({ AlarmName }) => AlarmName) ?? [];
  return { plan, made: preparation.managedAlarms, watched, terms: settlement.terms };
}
const refusals = (alarms: object[], over: Partial<Findings> = {}) => {
  const resolution = resolve(aRollout(), found(alarms, over));
  return resolution.kind === 'refused' ? resolution.problems.map(sentence) : [];
};
const nameOf = (n: number) => managedAlarmName('local', rolloutName(aRollout()), n);
const compared = { compare: '5xx' };
const inCloudWatch = { compare: '5xx', computedBy: 'cloudwatch' };

/** iris with the variants `a` and `b`, and what `over` changes of its config. */
function live(over: object = {}, variants: readonly object[] = [{}]) {
  const [variant] = aLiveEndpoint().config.ProductionVariants;
  return aLiveEndpoint({
    config: {
      ...over,
      ProductionVariants: variants.map((more) => ({ VariantName: 'AllTraffic', ...variant, ...more })),
    },
  });
}
const two = live({}, [{ VariantName: 'a' }, { VariantName: 'b' }]);

describe('A comparison that Greenlight computes', () => {
  it('is a gate in the bakes and no alarm: it guards them alone', () => {
    const { made, watched, plan } = planned([compared]);
    expect([made, plan.alarms]).toEqual([[], []]);
    expect(watched).toEqual([expect.stringContaining('abort')]);
    expect(gatesInForce(aRollout(), found([compared])).during).toEqual([
      {
        kind: 'compare',
        config: { compare: '5xx', tolerance: 2, falseAlarms: 0.01, floor: 0.001, on: 'rollback' },
      },
    ]);
  });

  it('of what is slow has a limit: a percentile of before the shift, or one that is written', () => {
    const limitOf = (slower?: string) => {
      const [gate] = gatesInForce(aRollout(), found([{ compare: 'slow', ...(slower && { slower }) }])).during;
      return (gate as unknown as { config: { slower?: unknown } }).config.slower;
    };
    expect([undefined, 'p99.9', '800ms', '1.5s'].map(limitOf)).toEqual([
      { percentile: 95 },
      { percentile: 99.9 },
      { milliseconds: 800 },
      { milliseconds: 1500 },
    ]);
  });

  it('guards nothing where it only tells or asks', () => {
    for (const on of ['notify', 'hold'])
      expect(refusals([{ ...compared, on }])).toEqual([
        expect.stringContaining('at least one alarm with on: rollback'),
      ]);
  });

  it('is none in a rollback', () => {
    expect(gatesInForce(aRollback(), found([compared, { ...inCloudWatch, on: 'hold' }])).during).toEqual([]);
  });

  it('warns of bakes that are over before it looks', () => {
    const rollout = { strategy: 'linear', step: '20%', bake: '90s', finalBake: '5m' };
    const value = aWrittenManifest({ alarms: [compared], rollout });
    const { plan } = planned([], { manifest: { kind: 'content', value } });
    expect(plan.warnings.map(sentence)).toEqual([
      expect.stringMatching(
        /^alarms\[0\]\.compare: expected a check that bake 1 of 6 has room for, got one that does not look/,
      ),
    ]);
  });
});

describe('A comparison that CloudWatch computes', () => {
  it('is an alarm that SageMaker watches, over all minutes that the update may take', () => {
    const { made, watched, plan, terms } = planned([{ name: 'iris-5xx' }, inCloudWatch]);
    expect(made).toMatchObject([
      { AlarmName: nameOf(1), EvaluationPeriods: 60, DatapointsToAlarm: 2, Threshold: 2 },
    ]);
    expect(watched).toEqual(['iris-5xx', nameOf(1), expect.stringContaining('abort')]);
    expect(plan.alarms[1]).toEqual({
      ...{ name: nameOf(1), on: 'rollback', managed: true, threshold: 2 },
      measured: {
        what: 'evidence against the new fleet (5xx)',
        unit: 'Powers of ten of evidence',
        ...{ ours: true, orEqual: true },
      },
    });
    expect(terms.alarms[1]).toBe(
      "5xx at most 2× the old fleet's above 0.1 %, 1 % false alarms, by CloudWatch, for AllTraffic (rollback)",
    );
    expect(gatesInForce(aRollout(), found([inCloudWatch])).during).toEqual([]);
  });

  it('is one for each variant, with its part of the false alarms', () => {
    const { made } = planned([{ metric: '5xx-count', above: 9, for: '1m' }, inCloudWatch], { live: two });
    expect(made.map(({ AlarmName, Threshold }) => [AlarmName, Threshold])).toEqual([
      [nameOf(0), 9],
      // −log10(0.5 %)
      [nameOf(1), 2.30102999566],
      [nameOf(3), 2.30102999566],
    ]);
    expect(JSON.stringify(made[2]?.Metrics)).toContain('{"Name":"VariantName","Value":"b"}');
  });

  it('asks by the alarm of each variant, with on: hold', () => {
    const holds = [{ ...inCloudWatch, on: 'hold' }, { name: 'iris-5xx' }];
    expect(gatesInForce(aRollout(), found(holds, { live: two })).during).toMatchObject([
      { kind: 'hold', config: { alarm: nameOf(0), label: 'evidence against the new fleet (5xx)' } },
      { kind: 'hold', config: { alarm: nameOf(2) } },
    ]);
  });

  it('counts among the nine that SageMaker takes, for each variant', () => {
    const eight = named.slice(0, 8).map(({ name }) => ({ name }));
    expect(refusals([...eight, inCloudWatch])).toEqual([]);
    expect(refusals([...eight, inCloudWatch], { live: two })).toEqual([
      expect.stringMatching(/^alarms: expected at most 9 alarms with on: rollback .*, got 10\./),
    ]);
  });

  it('is not made for a first release, which has nothing to be compared with', () => {
    const { made, watched } = planned([inCloudWatch], { live: undefined });
    expect([made, watched]).toEqual([[], []]);
  });
});

describe('A comparison', () => {
  it('is of what SageMaker counts for each fleet', () => {
    for (const name of Object.values(comparedMetrics))
      expect(invocationMetric(name).published).toMatchObject({ byConfig: true, sampled: 'request', max: 1 });
  });

  it.each([
    [
      { compare: 'ModelLatency' },
      'alarms[0].compare: expected 5xx, 4xx, InvocationModelErrors, slow or score',
    ],
    [
      { ...compared, tolerance: '0.9x' },
      'alarms[0].tolerance: expected how many times as often, such as 2x, from 1x',
    ],
    [
      { ...compared, falseAlarms: '0%' },
      'alarms[0].falseAlarms: expected a chance such as 1%, above 0% and at most 50%',
    ],
    [
      { ...compared, falseAlarms: '51%' },
      'alarms[0].falseAlarms: expected a chance such as 1%, above 0% and at most 50%',
    ],
    [{ ...compared, floor: '0%' }, 'alarms[0].floor: expected a rate such as 0.1%, above 0% and at most 50%'],
    [
      { ...compared, floor: '51%' },
      'alarms[0].floor: expected a rate such as 0.1%, above 0% and at most 50%',
    ],
    [{ ...compared, computedBy: 'me' }, 'alarms[0].computedBy: expected greenlight or cloudwatch'],
    [{ ...compared, hold: { timeout: '5m' } }, 'alarms[0].hold: expected no such field without on: hold'],
    [{ ...compared, slower: 'p95' }, 'alarms[0].slower: expected no such field without compare: slow'],
    [{ compare: 'slow', slower: 'fast' }, 'alarms[0].slower: expected p95 of what the old fleet took'],
    [
      { compare: 'slow', computedBy: 'cloudwatch' },
      'alarms[0].computedBy: expected greenlight with compare: slow',
    ],
  ])('is refused as %o', (alarm, expected) => {
    expect(refusals([alarm])[0]).toContain(expected);
  });

  it('is made once: two ways would spend the chance of a false alarm twice', () => {
    expect(refusals([compared, inCloudWatch])).toEqual([
      'alarms[1].compare: expected each comparison once, so that its chance of a false alarm is spent once, got 5xx a second time.',
    ]);
  });

  it('is warned of, where a judge compares the same as CloudWatch does', () => {
    const gates = { during: ['judge', { judge: { compare: '4xx' } }] };
    const warningsWith = (alarm: object) => {
      const value = aWrittenManifest({ alarms: [alarm], gates });
      return planned([], { manifest: { kind: 'content', value } }).plan.warnings.map(sentence);
    };
    expect(warningsWith(inCloudWatch)).toEqual([
      'gates.during[0].judge.compare: expected each comparison in one way, so that its chance of a false alarm is spent once, got 5xx, which CloudWatch computes for alarms[0], too.',
    ]);
    // Computed by Greenlight as well, it says the same of the same counts.
    expect(warningsWith(compared)).toEqual([]);
  });

  it('of a first release is none: the plan says that there is nothing to compare with', () => {
    for (const alarms of [[compared], [inCloudWatch], [compared, { compare: '4xx' }]])
      expect(
        planned(alarms, { live: undefined })
          .plan.warnings.map(sentence)
          .filter((text) => text.includes('compare')),
      ).toEqual([
        'alarms[0].compare: expected an endpoint that serves, to compare with, got a first release: nothing is compared, from the next one on it is.',
      ]);
  });

  it('is refused on an asynchronous endpoint, which counts no requests', () => {
    const asynchronous = live({ AsyncInferenceConfig: { OutputConfig: {} } });
    expect(refusals([{ name: 'iris-5xx' }, compared], { live: asynchronous })).toContainEqual(
      expect.stringMatching(
        /^alarms\[1\]\.compare: .*got "Invocations", on Invocations, which it publishes for /,
      ),
    );
  });

  it('warns where like requests stay together, also of a judge', () => {
    const routed = (RoutingStrategy: string) => live({}, [{ RoutingConfig: { RoutingStrategy } }]);
    const gates = { during: ['judge'], after: [{ judge: { compare: '4xx' } }] };
    const value = aWrittenManifest({ alarms: [{ name: 'iris-5xx' }], gates });
    const { plan } = planned([], { manifest: { kind: 'content', value }, live: routed('PREFIX_AWARE') });
    const fields = plan.warnings.map(({ field }) => field);
    expect(fields).toEqual(['gates.during[0].judge.compare', 'gates.after[0].judge.compare']);
    const warned = (strategy: string) =>
      planned([compared], { live: routed(strategy) })
        .plan.warnings.map(sentence)
        .join();
    expect(warned('PREFIX_AWARE')).toContain(
      'alarms[0].compare: expected requests that fall to either fleet',
    );
    for (const strategy of ['RANDOM', 'LEAST_OUTSTANDING_REQUESTS'])
      expect(warned(strategy)).not.toContain('compare');
  });
});
