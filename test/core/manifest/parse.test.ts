import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../core/manifest/parse.ts';
import { sentence } from '../../../core/values/problem.ts';
import { aWrittenManifest } from '../../support/builders.ts';
import { strategyNames } from '../../support/registry-names.ts';

/** Every problem of a manifest, as sentences. */
function refusal(value: unknown): string[] {
  const result = parseManifest(value);
  return result.ok ? [] : result.problems.map(sentence);
}

describe('A sound manifest', () => {
  it('is read into seconds and AWS’s sizes', () => {
    expect(parseManifest(aWrittenManifest())).toEqual({
      ok: true,
      manifest: {
        model: { image: 'local:iris', role: 'arn:aws:iam::000000000000:role/greenlight-model-iris' },
        fleet: { instanceType: 'ml.m5.large', instanceCount: 5, resize: false },
        rollout: {
          strategy: 'linear',
          step: { Type: 'CAPACITY_PERCENT', Value: 20 },
          bake: 300,
          finalBake: 300,
          timeout: 3600,
        },
        alarms: [{ name: 'iris-5xx', on: 'rollback' }],
        keep: 5,
      },
    });
  });

  it('may say everything that there is', () => {
    const model = {
      image: '111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud@sha256:abc',
      role: 'arn:aws:iam::111122223333:role/service/greenlight-model-fraud',
      environment: { LOG_LEVEL: 'info', EMPTY: '', DB_PASSWORD: 'ssm:/fraud/db' },
      container: 'scorer',
      dataDownloadTimeout: '10m',
      startupTimeout: '5m',
    };
    const fleet = { variant: 'AllTraffic', instanceType: 'ml.g5.2xlarge', instanceCount: 3, resize: true };
    const rollout = { strategy: 'canary', step: '1 instance', bake: '10m', finalBake: '5m', timeout: '1h' };
    const alarms = [{ name: 'fraud 5xx', on: 'notify' }, { name: 'fraud-latency' }];
    const rest = {
      notify: { severity: 'warning', alarms: 'always' },
      keep: 50,
      $schema: '../greenlight.schema.json',
    };
    expect(parseManifest({ model, fleet, rollout, alarms, ...rest })).toEqual({
      ok: true,
      manifest: {
        model: { ...model, dataDownloadTimeout: 600, startupTimeout: 300 },
        fleet,
        rollout: {
          strategy: 'canary',
          step: { Type: 'INSTANCE_COUNT', Value: 1 },
          bake: 600,
          finalBake: 300,
          timeout: 3600,
        },
        alarms: [
          { name: 'fraud 5xx', on: 'notify' },
          { name: 'fraud-latency', on: 'rollback' },
        ],
        ...rest,
      },
    });
  });

  it.each([
    ['an empty file', undefined],
    ['an empty document', null],
    ['no field', {}],
  ])('may be %s: then everything is inherited', (_, value) => {
    expect(parseManifest(value)).toEqual({ ok: true, manifest: { alarms: [], keep: 5 } });
  });

  it.each([
    ['bake', { bake: '0s' }],
    ['bake', { bake: '1h' }],
    ['finalBake', { finalBake: '60m' }],
    ['timeout', { timeout: '10m' }],
    ['timeout', { timeout: '8h' }],
  ])('may have a %s at AWS’s bound: %j', (_, over) => {
    const rollout = { strategy: 'linear', step: '20%', bake: '5m', ...over };
    expect(refusal({ rollout })).toEqual([]);
  });
});

describe('A manifest that breaks the schema is refused by', () => {
  it.each([
    [
      'a bake beyond AWS’s hour',
      { rollout: { strategy: 'linear', step: '20%', bake: '61m' } },
      'rollout.bake: expected a duration such as 5m, from 0s to 1h, got "61m".',
    ],
    [
      'a bake in bare seconds',
      { rollout: { strategy: 'linear', step: '20%', bake: 300 } },
      'rollout.bake: expected a duration such as 5m, from 0s to 1h, got 300.',
    ],
    [
      'a timeout below AWS’s ten minutes',
      { rollout: { strategy: 'all-at-once', timeout: '599s' } },
      'rollout.timeout: expected a duration such as 5m, from 10m to 8h, got "599s".',
    ],
    [
      'a step that is a bare number',
      { rollout: { strategy: 'canary', step: 20, bake: '5m' } },
      'rollout.step: expected a step such as 20% or 1 instance, got 20.',
    ],
    [
      'a linear rollout without a step',
      { rollout: { strategy: 'linear', bake: '5m' } },
      'rollout.step: expected a step such as 20% or 1 instance, got nothing.',
    ],
    [
      'a strategy that AWS does not have',
      { rollout: { strategy: 'blue-green', step: '20%' } },
      `rollout.strategy: expected a strategy: ${strategyNames}, got "blue-green".`,
    ],
    [
      'no strategy',
      { rollout: {} },
      `rollout: expected a strategy (${strategyNames}), a deploymentConfig, or retain: true, got fields.`,
    ],
    [
      'a step where all goes at once',
      { rollout: { strategy: 'all-at-once', step: '20%' } },
      'rollout.step: unknown field; there are strategy, finalBake and timeout.',
    ],
    [
      'a final bake where there is none, rolling',
      { rollout: { strategy: 'rolling', step: '20%', bake: '5m', finalBake: '5m' } },
      'rollout.finalBake: unknown field; there are strategy, step, bake, rollbackStep and timeout.',
    ],
    [
      'retain: false, which says nothing',
      { rollout: { retain: false } },
      'rollout.retain: expected true, or no such field, got false.',
    ],
    [
      'a strategy beside retain',
      { rollout: { retain: true, strategy: 'linear' } },
      'rollout.strategy: unknown field; there is only retain.',
    ],
    [
      'resize to nothing',
      { fleet: { resize: true } },
      'fleet.instanceCount: expected the number of instances to resize to, got nothing.',
    ],
    [
      'container 0: they are counted from 1',
      { model: { container: 0 } },
      'model.container: expected a container of the pipeline: its hostname, or its number from 1 to 15, got 0.',
    ],
    [
      'a field that does not exist',
      { canary: { before: [] } },
      'canary: unknown field; there are model, fleet, rollout, alarms, alarmsMustBeSound, capture, notify, gates, tags and keep.',
    ],
    [
      'an alarm that would panic',
      { alarms: [{ name: 'kpi', on: 'panic' }] },
      'alarms[0].on: expected rollback, hold or notify, got "panic".',
    ],
    [
      'an alarm by name alone',
      { alarms: ['iris-5xx'] },
      'alarms[0]: expected an alarm with a name, with a metric, or with what to compare, got "iris-5xx".',
    ],
    [
      'a blank alarm name',
      { alarms: [{ name: ' ' }] },
      'alarms[0].name: expected an alarm name that is not blank, got " ".',
    ],
    ['alarms: with nothing after it', { alarms: null }, 'alarms: expected a list of alarms, got null.'],
    [
      'no instance at all',
      { fleet: { instanceCount: 0 } },
      'fleet.instanceCount: expected at least 1 instance, got 0.',
    ],
    [
      'half an instance',
      { fleet: { instanceCount: 1.5 } },
      'fleet.instanceCount: expected a whole number of instances, got 1.5.',
    ],
    [
      'a number in quotes',
      { fleet: { instanceCount: '3' } },
      'fleet.instanceCount: expected a whole number of instances, got "3".',
    ],
    [
      'an EC2 instance type',
      { fleet: { instanceType: 'm5.large' } },
      'fleet.instanceType: expected an instance type such as ml.m5.large, got "m5.large".',
    ],
    [
      'a variant name with an underscore',
      { fleet: { variant: 'all_traffic' } },
      'fleet.variant: expected a variant name (letters, digits, inner hyphens, at most 63), got "all_traffic".',
    ],
    [
      'a role by name',
      { model: { role: 'greenlight-model' } },
      'model.role: expected a role ARN (arn:aws:iam::<account>:role/<name>), got "greenlight-model".',
    ],
    [
      'an image with a space',
      { model: { image: 'my image' } },
      'model.image: expected an image URI without spaces, got "my image".',
    ],
    [
      'a startup of two hours',
      { model: { startupTimeout: '2h' } },
      'model.startupTimeout: expected a duration such as 5m, from 1m to 1h, got "2h".',
    ],
    [
      'a text instead of fields',
      'linear',
      'manifest: expected a manifest with model, fleet, rollout, alarms, alarmsMustBeSound, capture, notify, gates, tags and keep, got "linear".',
    ],
  ])('%s', (_, value, text) => {
    expect(refusal(value)).toEqual([text]);
  });

  it('a variant name of 64 characters, most of them hyphens', () => {
    expect(refusal({ fleet: { variant: `a${'-'.repeat(62)}b` } })).toHaveLength(1);
  });

  it('every problem at once', () => {
    const problems = refusal({
      rollout: { strategy: 'linear', step: 'a lot', bake: '2h' },
      fleet: { instanceCount: -1 },
      alarms: [{ on: 'rollback' }],
      keep: 51,
      notify: { severity: 'loud' },
      canary: {},
    });
    expect(problems.map((text) => text.slice(0, text.indexOf(':')))).toEqual([
      'fleet.instanceCount',
      'rollout.step',
      'rollout.bake',
      'alarms[0]',
      'notify.severity',
      'keep',
      'canary',
    ]);
  });

  it('a key that JavaScript treats apart, as by any other', () => {
    expect(refusal(JSON.parse('{"__proto__": {"alarms": []}}'))).toHaveLength(1);
  });
});

describe('Environment values may be secrets: a refusal never shows one', () => {
  const secret = 'hunter2';
  it.each([
    ['a number', { model: { environment: { TOKEN: 12_345_678 } } }, '12345678'],
    ['under a bad name', { model: { environment: { 'MY TOKEN': secret } } }, secret],
    ['too long', { model: { environment: { GREETING: secret.repeat(200) } } }, secret],
    ['nested', { model: { environment: { TOKEN: { value: secret } } } }, secret],
    ['in an environment that is a text', { model: { environment: `TOKEN=${secret}` } }, secret],
    ['in an environment that is a list', { model: { environment: [`TOKEN=${secret}`] } }, secret],
    [
      'in an environment of more than 100 variables',
      {
        model: { environment: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`V${i}`, secret])) },
      },
      secret,
    ],
    ['in a model that is a list', { model: [{ environment: { TOKEN: secret } }] }, secret],
    ['in a manifest that is a list', [{ model: { environment: { TOKEN: secret } } }], secret],
    ['beside a mistake elsewhere', { model: { environment: { GREETING: secret }, image: 5 } }, secret],
    ['as it is, under a name that says so', { model: { environment: { TOKEN: secret } } }, secret],
  ])('%s', (_, value, hidden) => {
    const problems = refusal(value);
    expect(problems).toHaveLength(1);
    expect(problems.join()).not.toContain(hidden);
  });
});

describe('The line of a problem', () => {
  const lines: Record<string, number> = { 'rollout,bake': 4, 'alarms,1,on': 9, alarms: 6, 'model,tag': 2 };
  const placeOf = (path: readonly (string | number)[]) => {
    const line = lines[path.join()];
    return line === undefined ? undefined : { line };
  };

  it('is told beside the field, also inside one of several forms and of a field that should not be there', () => {
    const value = {
      model: { tag: 1 },
      rollout: { strategy: 'linear', step: '20%', bake: 5 },
      alarms: [{ name: 'a' }, { name: 'b', on: 'panic' }],
      keep: 0,
    };
    const result = parseManifest(value, placeOf);
    expect(result.ok ? [] : result.problems.map(({ field, line }) => [field, line])).toEqual([
      ['model.tag', 2],
      ['rollout.bake', 4],
      ['alarms[1].on', 9],
      ['keep', undefined],
    ]);
  });
});
