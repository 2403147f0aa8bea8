import { describe, expect, it } from 'vitest';
import type { ManagedAlarm } from '../../../core/alarms/alarm-schema.ts';
import { managedAlarmProblems, managedAlarmWarnings } from '../../../core/alarms/managed-checks.ts';
import { sentence } from '../../../core/values/problem.ts';
import { aGuardedRelease, aManagedAlarm } from './support.ts';

type Over = Parameters<typeof aGuardedRelease>[0];
const problems = (alarm: Partial<ManagedAlarm>, release?: Over) =>
  managedAlarmProblems(aManagedAlarm(alarm), 'alarms[1]', aGuardedRelease(release)).map(sentence);
const warnings = (alarm: Partial<ManagedAlarm>, release?: Over) =>
  managedAlarmWarnings(aManagedAlarm(alarm), 'alarms[1]', aGuardedRelease(release)).map(sentence);

const variants = (count: number, instanceType = 'ml.m5.large') =>
  Array.from({ length: count }, (_, n) => ({ name: `v${n}`, instanceType }));

describe('An alarm of ours over many variants', () => {
  it('must fit the 10 metrics that CloudWatch takes: 5 variants for a rate, 10 for a count', () => {
    expect(problems({}, { variants: variants(5) })).toEqual([]);
    expect(problems({ metric: '5xx-count' }, { variants: variants(10) })).toEqual([]);
    expect(problems({}, { variants: variants(6) })).toEqual([
      'alarms[1]: expected at most 10 metrics in one alarm, got 12, 2 for each of 6 variants. ' +
        'Make an alarm of your own on some of the variants, and name it here.',
    ]);
    expect(problems({ metric: '5xx-count', minInvocations: 2 }, { variants: variants(6) })).toHaveLength(1);
    expect(
      problems(
        { metric: 'ApproximateBacklogSize', minInvocations: 2 },
        { variants: variants(10), kinds: ['asynchronous'] },
      ),
    ).toEqual([expect.stringContaining('got 11 for 10 variants.')]);
  });
});

describe('minInvocations', () => {
  it('is warned about: with less traffic nothing trips', () => {
    expect(warnings({ minInvocations: 50 })).toEqual([
      expect.stringMatching(/^alarms\[1\]\.minInvocations: expected at least 50 requests .* in 60s/),
    ]);
    expect(warnings({})).toEqual([]);
  });
});

describe('A threshold that every value passes', () => {
  it.each<Partial<ManagedAlarm>>([
    { metric: 'latency-p99', threshold: 0 },
    { metric: 'ModelLatency', threshold: 0 },
    { metric: 'MemoryUtilization', comparison: 'below', threshold: 101 },
    { metric: 'CPUUtilization', comparison: 'below', threshold: 201 },
    { metric: 'Invocation5XXErrors', threshold: -1 },
    { metric: 'Invocation5XXErrors', comparison: 'below', threshold: 1.1 },
  ])('is warned of: %j', (alarm) => {
    expect(warnings(alarm)).toContainEqual(
      expect.stringMatching(
        /^alarms\[1\]\.(above|below): expected a threshold that not every .*: the alarm goes off/,
      ),
    );
  });

  it.each<Partial<ManagedAlarm>>([
    { metric: 'latency-p99', threshold: 1 },
    { metric: '5xx-rate', threshold: 0 },
    { metric: '5xx-count', threshold: 0 },
    { metric: 'Invocations', comparison: 'below', threshold: 1e9 },
    { metric: 'MemoryUtilization', comparison: 'below', threshold: 100 },
    { metric: 'CPUUtilization', comparison: 'below', threshold: 150 },
    { metric: 'CPUUtilization', threshold: 0 },
  ])('is not %j', (alarm) => {
    expect(warnings(alarm).join()).not.toContain('not every');
  });
});

describe('A metric that SageMaker does not publish for such an endpoint', () => {
  it.each([
    [
      'Invocations',
      ['asynchronous'],
      'an asynchronous endpoint',
      'a real-time endpoint or a serverless endpoint',
    ],
    ['ApproximateBacklogSize', ['real-time'], 'a real-time endpoint', 'an asynchronous endpoint'],
    [
      'CPUUtilization',
      ['serverless'],
      'a serverless endpoint',
      'a real-time endpoint or an asynchronous endpoint',
    ],
  ] as const)('is refused: %s for %s', (metric, kinds, own, others) => {
    expect(problems({ metric }, { kinds })).toEqual([
      `alarms[1].metric: expected an alarm on a metric that SageMaker publishes for ${own}, ` +
        `got "${metric}", on ${metric}, which it publishes for ${others} alone.`,
    ]);
  });

  it.each([
    ['ModelLatency', ['asynchronous']],
    ['MemoryUtilization', ['serverless']],
    ['CPUUtilization', ['real-time', 'pipeline']],
  ] as const)('is not %s of %s', (metric, kinds) => {
    expect(problems({ metric, threshold: 50 }, { kinds })).toEqual([]);
  });
});

describe('A threshold that no value can pass', () => {
  it.each([
    [
      'an average of zeros and ones above 1',
      { metric: 'Invocation5XXErrors', threshold: 1 },
      'Average of Invocation5XXErrors can pass: it is at most 1',
      'To count them, set statistic: Sum.',
    ],
    [
      'memory above all of it',
      { metric: 'MemoryUtilization', threshold: 100 },
      'Maximum of MemoryUtilization can pass: it is at most 100',
      undefined,
    ],
    [
      'fewer errors than none',
      { metric: '5xx-count', comparison: 'below', threshold: 0 },
      'Sum of Invocation5XXErrors can pass: it is at least 0',
      undefined,
    ],
    [
      'a smaller share than none',
      { comparison: 'below', threshold: 0 },
      '5xx-rate can pass: it is at least 0',
      undefined,
    ],
    [
      'a GPU where there is none',
      { metric: 'GPUUtilization', threshold: 5 },
      'Maximum of GPUUtilization on ml.m5.large can pass: it is at most 0',
      undefined,
    ],
  ] as const)('is refused: %s', (_, alarm, what, fix) => {
    const found = problems(alarm);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`expected a threshold that ${what}, got ${alarm.threshold}.`);
    expect(found[0]?.endsWith(fix ?? `got ${alarm.threshold}.`)).toBe(true);
  });

  it.each([
    ['an error in a hundred', { metric: 'Invocation5XXErrors', threshold: 0.01 }],
    ['five errors', { metric: 'Invocation5XXErrors', statistic: 'Sum', threshold: 5 }],
    ['memory all but full', { metric: 'MemoryUtilization', threshold: 99 }],
    ['no errors at all', { metric: '5xx-count', comparison: 'below', threshold: 1 }],
    ['both cores busy', { metric: 'CPUUtilization', threshold: 190 }],
    ['a latency', { metric: 'latency-p99', threshold: 5 }],
  ] as const)('is not one for %s', (_, alarm) => {
    expect(problems(alarm)).toEqual([]);
  });

  it('is told where it goes by the instance type: CPU is 100 % for each core', () => {
    const over = { metric: 'CPUUtilization', threshold: 200 };
    expect(problems(over)).toEqual([]);
    expect(warnings(over)[1]).toBe(
      'alarms[1].above: expected a threshold that Maximum of CPUUtilization on ml.m5.large can pass: it is at most 200, got 200.',
    );
    expect(warnings(over, { variants: variants(1, 'ml.m5.xlarge') })).toHaveLength(1);
  });
});

describe('A metric of both fleets', () => {
  const cpu = { metric: 'CPUUtilization', threshold: 90 };

  it('is told of: the old fleet can trip it, too', () => {
    expect(warnings(cpu)).toEqual([
      'alarms[1].metric: expected a metric of the new fleet alone, got "CPUUtilization", which is by EndpointName and VariantName: ' +
        'while both fleets stand, the old one can set it off, too.',
    ]);
    expect(warnings({ metric: 'ModelLatency' })).toEqual([]);
  });

  it('hides the new instances in an average', () => {
    expect(warnings({ ...cpu, statistic: 'Average' })).toEqual([
      expect.stringMatching(
        /too, and over 8 instances the 4 new ones are hidden behind the old ones\. Leave out the statistic: then the worst instance counts\.$/,
      ),
    ]);
  });

  it('is none in a first release', () => {
    expect(warnings(cpu, { newOfAll: { instances: 4, all: 4 } })).toEqual([]);
  });
});

describe('A metric that the manifest describes', () => {
  const described = (dimensions: Record<string, string>, namespace = 'Acme/Models') => ({
    metric: namespace === 'Acme/Models' ? 'Score' : 'CPUUtilization',
    source: {
      namespace,
      dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
  });

  it('is of the new fleet alone where its dimensions name the config', () => {
    expect(warnings(described({ Config: '{config}' }))).toEqual([]);
    expect(warnings(described({ Model: 'iris' }))).toEqual([
      'alarms[1].metric: expected a metric of the new fleet alone, got "Score", which is by Model: while both fleets stand, ' +
        'the old one can set it off, too. If it has the endpoint config among its dimensions, write "{config}" for it.',
    ]);
  });

  it('is judged as SageMaker’s where it is one', () => {
    const namespace = '/aws/sagemaker/Endpoints';
    const both = { EndpointName: '{endpoint}', VariantName: '{variant}' };
    expect(warnings(described({ ...both, EndpointConfigName: '{config}' }, namespace))[0]).toBe(
      'alarms[1].dimensions: expected an alarm on a metric as SageMaker publishes it, by EndpointName and VariantName, ' +
        'got "CPUUtilization", on CPUUtilization by EndpointConfigName, of which there are no data.',
    );
    expect(problems(described({ ...both, EndpointName: 'Iris' }, namespace))).toEqual([
      'alarms[1].dimensions: expected an alarm on endpoint "iris", got "CPUUtilization", on endpoint "Iris": CloudWatch minds capitals.',
    ]);
    expect(problems(described({ ...both, ContainerName: 'scale' }, namespace))).toEqual([]);
  });
});

describe('A metric that comes less often than the alarm looks', () => {
  it('is told of: periods without data count as good', () => {
    const publishSeconds = { instance: 300, request: 60 };
    expect(warnings({ metric: 'MemoryUtilization', threshold: 90 }, { publishSeconds })[1]).toBe(
      "alarms[1].period: expected at least 5m: the endpoint's MetricsConfig has MemoryUtilization published once in that time, " +
        'got 1m, of which most have no data and count as good. Write period: 5m.',
    );
    expect(warnings({}, { publishSeconds })).toEqual([]);
    expect(warnings({}, { publishSeconds: { instance: 300, request: 300 } })).toHaveLength(1);
  });
});

describe('Too few requests', () => {
  it('may be seen by an alarm that takes no data for bad alone', () => {
    const few = { metric: 'Invocations', comparison: 'below' as const, threshold: 5 };
    expect(warnings(few)).toEqual([
      'alarms[1].below: expected a number that is there without any request, too, got Sum of Invocations: AWS documents no value ' +
        'of a period without requests, and no data counts as good. Name an alarm of your own with TreatMissingData: breaching.',
    ]);
    expect(warnings({ ...few, comparison: 'above' })).toEqual([]);
    expect(warnings({ ...few, metric: 'latency-p50' })).toEqual([]);
  });
});
