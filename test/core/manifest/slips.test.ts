import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldNames, formsOf } from '../../../core/manifest/forms.ts';
import { parseManifest } from '../../../core/manifest/parse.ts';
import { manifestSchema } from '../../../core/manifest/schema.ts';
import { sentence } from '../../../core/values/problem.ts';
import { gateNamesAt, strategyNames } from '../../support/registry-names.ts';

const refusal = (value: unknown): string[] => {
  const result = parseManifest(value);
  return result.ok ? [] : result.problems.map(sentence);
};

describe('A slip of the pen hides nothing else that is wrong', () => {
  it.each([
    [
      'in the name of the field that tells a strategy',
      { rollout: { stratgy: 'canary', step: 'a lot', bake: '2 minutes' } },
      [
        'rollout.stratgy: unknown field; did you mean strategy?',
        'rollout.step: expected a step such as 20% or 1 instance, got "a lot".',
        'rollout.bake: expected a duration such as 5m, from 0s to 1h, got "2 minutes".',
      ],
    ],
    [
      'in the strategy itself',
      { rollout: { strategy: 'linaer', step: 'a lot', bake: '5m' } },
      [
        `rollout.strategy: expected a strategy: ${strategyNames}, got "linaer". Did you mean linear?`,
        'rollout.step: expected a step such as 20% or 1 instance, got "a lot".',
      ],
    ],
    [
      'a strategy that there is not, or none: what is wrong whichever is meant',
      { rollout: { strategy: 'sideways', step: '20%', bake: 'long' } },
      [
        `rollout.strategy: expected a strategy: ${strategyNames}, got "sideways".`,
        'rollout.bake: expected a duration such as 5m, from 0s to 1h, got "long".',
      ],
    ],
    [
      'no strategy at all',
      { rollout: { step: '20%', bake: 'long' } },
      [
        `rollout: expected a strategy (${strategyNames}), a deploymentConfig, or retain: true, got fields.`,
        'rollout.bake: expected a duration such as 5m, from 0s to 1h, got "long".',
      ],
    ],
    [
      'in AWS’s own shape',
      {
        rollout: {
          deploymentConfg: {
            BlueGreenUpdatePolicy: {
              TrafficRoutingConfiguration: { type: 'LINEAR', LinearStepSize: { Type: 'PERCENT', Value: 0 } },
            },
          },
        },
      },
      [
        'rollout.deploymentConfg: unknown field; did you mean deploymentConfig?',
        'rollout.deploymentConfg.BlueGreenUpdatePolicy.TrafficRoutingConfiguration.type: unknown field; did you mean Type?',
        'rollout.deploymentConfg.BlueGreenUpdatePolicy.TrafficRoutingConfiguration.LinearStepSize.Type: expected INSTANCE_COUNT or CAPACITY_PERCENT, got "PERCENT".',
        'rollout.deploymentConfg.BlueGreenUpdatePolicy.TrafficRoutingConfiguration.LinearStepSize.Value: expected a whole number from 1, got 0.',
        'rollout.deploymentConfg.BlueGreenUpdatePolicy.TrafficRoutingConfiguration.WaitIntervalInSeconds: expected a whole number of seconds from 0 to 3600, got nothing.',
      ],
    ],
    [
      'in alarms, whichever of the forms is meant',
      {
        alarms: [{ nam: 'kpi', on: 'panik' }, { metrc: 'latency-p99', above: 5, for: '2m' }, { on: 'loud' }],
      },
      [
        'alarms[0].nam: unknown field; did you mean name?',
        'alarms[1].metrc: unknown field; did you mean metric?',
        'alarms[0].on: expected rollback, hold or notify, got "panik".',
        'alarms[1].above: expected a latency such as 200ms or 2s, got 5.',
        'alarms[2]: expected an alarm with a name, with a metric, or with what to compare, got fields.',
        'alarms[2].on: expected rollback, hold or notify, got "loud".',
      ],
    ],
    [
      'in gates: their names, bare or with fields, and what is in them',
      { gates: { befor: ['alarm-clear', { aproval: { timeot: 'soon' } }], after: [{ soak: { fr: '0s' } }] } },
      [
        'gates.befor: unknown field; did you mean before?',
        'gates.befor[1].aproval: unknown field; did you mean approval?',
        'gates.befor[1].aproval.timeot: unknown field; did you mean timeout?',
        'gates.after[0].soak.fr: unknown field; did you mean for?',
        `gates.befor[0]: expected one gate: ${gateNamesAt('before')}, got "alarm-clear". Did you mean alarms-clear?`,
        'gates.befor[1].aproval.timeot: expected a duration such as 5m, from 1m to 720h, got "soon".',
        'gates.after[0].soak.fr: expected a duration such as 5m, from 1m to 720h, got "0s".',
      ],
    ],
    [
      'beside what only several fields together tell',
      {
        alarms: [{ metric: '5xx-rate', above: '100%', for: 'ages' }],
        fleet: { resize: true, instanceType: 'm5' },
        gates: { before: [{ window: { allow: 'Sunday', freze: [] } }] },
      },
      [
        'gates.before[0].window.freze: unknown field; did you mean freeze?',
        'fleet.instanceType: expected an instance type such as ml.m5.large, got "m5".',
        'fleet.instanceCount: expected the number of instances to resize to, got nothing.',
        expect.stringMatching(/^alarms\[0\]\.for/),
        expect.stringMatching(/^gates\.before\[0\]\.window\.allow.*got "Sunday"/),
        'alarms[0].above: expected a share of the invocations such as 1%, from 0% to below 100%, got "100%".',
      ],
    ],
  ])('%s', (_, value, problems) => {
    expect(refusal(value)).toEqual(problems);
  });

  it('nor shows a secret under a misspelt name', () => {
    const problems = refusal({ modle: { enviroment: { TOKEN: 'hunter2' } } });
    expect(problems).toHaveLength(3);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('never suggests a field that the form that is meant does not have', () => {
    // `stp` is near to `step`, which all-at-once has not.
    expect(refusal({ rollout: { strategy: 'all-at-once', stp: '20%' } })).toEqual([
      'rollout.stp: unknown field; there are strategy, finalBake and timeout.',
    ]);
  });

  it('nor a name that stands there already', () => {
    expect(refusal({ keep: 5, kep: 5 })).toEqual([
      'kep: unknown field; there are model, fleet, rollout, alarms, alarmsMustBeSound, capture, notify, gates, tags and keep.',
    ]);
  });
});

describe('With its slips put right, the rest of a manifest can be checked', () => {
  const restOf = (value: unknown) => {
    const result = parseManifest(value, (path) => ({ line: path.length }));
    return result.ok ? undefined : result.rest;
  };

  it('each wrong field once as little and once as much as it may be', () => {
    const rest = restOf({ rollout: { stratgy: 'canary', step: '60%', bake: '2 minutes' }, keep: 0 });
    expect(rest?.manifests.map(({ rollout, keep }) => ({ rollout, keep }))).toEqual(
      [0, 3600].map((bake) => ({
        rollout: { strategy: 'canary', step: { Type: 'CAPACITY_PERCENT', Value: 60 }, bake },
        keep: 5,
      })),
    );
  });

  it('and nothing is told of what was put right, nor of what is around or in it', () => {
    const rest = restOf({ rollout: { stratgy: 'canary', step: '60%', bake: '2 minutes' } });
    const problem = (field: string) => ({ field, expected: 'this', got: 'that' });
    expect(rest?.told(problem('rollout.step'))).toEqual({ ...problem('rollout.step'), line: 2 });
    for (const field of ['rollout', 'rollout.bake', 'rollout.bake.x'])
      expect(rest?.told(problem(field))).toBeUndefined();
  });

  it('without a part of which nothing can be made', () => {
    const rest = restOf({ alarms: [{ name: ' ' }], keep: 3 });
    expect(rest?.manifests[0]).toMatchObject({ alarms: [], keep: 3 });
    expect(rest?.told({ field: 'alarms[1]', expected: '', got: '' })).toBeUndefined();
  });

  it('but not of a text, nor of a file full of other things', () => {
    expect(restOf('none')).toBeUndefined();
    expect(restOf(Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`k${n}`, n])))).toBeUndefined();
  });
});

describe('Whatever is written', () => {
  /** Values near to a manifest: its own fields and words in any place, and other things among them. */
  const words = fc.oneof(
    fc.constantFrom(
      ...['canary', 'linear', 'rolling', '20%', '1 instance', '5m', '2 minutes', 'alarms-clear', 'rollback'],
      ...['hold', 'latency-p99', '200ms', '1%', 'ml.m5.large', 'CANARY', 'approve', 'keep', 'iris-5xx'],
    ),
    fc.string({ maxLength: 5 }),
  );
  const names = fc.constantFrom(
    ...[
      'model',
      'fleet',
      'rollout',
      'alarms',
      'gates',
      'keep',
      'before',
      'after',
      'during',
      'strategy',
      'stratgy',
    ],
    ...[
      'step',
      'bake',
      'finalBake',
      'timeout',
      'name',
      'metric',
      'above',
      'for',
      'on',
      'hold',
      'approval',
      'soak',
    ],
    ...[
      'smoke',
      'window',
      'allow',
      'environment',
      'TOKEN',
      'deploymentConfig',
      'BlueGreenUpdatePolicy',
      'Type',
    ],
  );
  const anything = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      words,
      fc.integer({ min: -1, max: 100 }),
      fc.constantFrom(null, true, undefined),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(names, tie('value'), { maxKeys: 5 }),
    ),
  })).value;

  it('a refusal has its reasons, in words of ours, and what is left of the manifest is sound', () => {
    fc.assert(
      fc.property(fc.dictionary(names, anything, { maxKeys: 5 }), (value) => {
        const result = parseManifest(value);
        expect(result.ok).toBe(manifestSchema.safeParse(value).success);
        if (result.ok) return;
        expect(result.problems.length).toBeGreaterThan(0);
        // zod's own: "Invalid input: expected string, received number", "Too small: …", "Unrecognized key: …".
        for (const { expected } of result.problems)
          expect(expected).not.toMatch(/^(Invalid|Too |Unrec|Expected)/);
      }),
      { numRuns: 500 },
    );
  });

  it('each field that there is has forms, so that none is taken for unknown', () => {
    expect(fieldNames(manifestSchema, {}, [], '')).toEqual([
      'model',
      'fleet',
      'rollout',
      'alarms',
      'alarmsMustBeSound',
      'capture',
      'notify',
      'gates',
      'tags',
      'keep',
    ]);
    expect(formsOf(manifestSchema)).toHaveLength(1);
  });
});
