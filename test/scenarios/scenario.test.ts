import { describe, expect, it } from 'vitest';
import { deploymentConfig } from '../../scenarios/deployment.ts';
import { formatDuration, parseDuration } from '../../scenarios/duration.ts';
import { parseScenario } from '../../scenarios/scenario.ts';
import { aStory, aWrittenStory } from './support.ts';

describe('A story', () => {
  it.each([
    [{ timline: [] }, 'timline'],
    [{ actions: [] }, 'actions'],
    [{ assumptions: { percentRounding: 'down' } }, 'percentRounding'],
    [{ assumptions: { lastShifBake: 'wait-interval-too' } }, 'lastShifBake'],
    [
      { end: { status: 'InService', modified: '12 minutes' } },
      'a duration as 1h30m, 5m or 90s, got "12 minutes"',
    ],
    [{ deployment: { strategy: 'canary', step: 'half', bake: '5m' } }, '20% or 1 instance'],
    [{ deployment: { strategy: 'blue-green' } }, 'strategy'],
    [{ deployment: { strategy: 'rolling', step: '20%', bake: '5m', finalBake: '5m' } }, 'finalBake'],
    [{ faults: [{ ping: 'slow' }] }, 'faults'],
  ])('with %o is refused, naming what is wrong', (over, named) => {
    expect(() => parseScenario(aWrittenStory(over), 'story.yaml')).toThrow(named);
    expect(() => parseScenario(aWrittenStory(over), 'story.yaml')).toThrow('story.yaml');
  });
});

describe('A deployment', () => {
  const of = (deployment: object) => {
    const read = aStory({ deployment }).deployment;
    return read && deploymentConfig(read);
  };

  it('all at once is the English seed’s example, with the wait that clients require', () => {
    expect(
      of({ strategy: 'all-at-once', finalBake: '10m', timeout: '30m', alarms: ['<your-cw-alarm>'] }),
    ).toEqual({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
        TerminationWaitInSeconds: 600,
        MaximumExecutionTimeoutInSeconds: 1800,
      },
      AutoRollbackConfiguration: { Alarms: [{ AlarmName: '<your-cw-alarm>' }] },
    });
  });

  it('linear is the Spanish seed’s example', () => {
    const written = { strategy: 'linear', step: '20%', bake: '5m', finalBake: '5m', timeout: '1h' };
    expect(of({ ...written, alarms: ['<your-cw-alarm>'] })).toEqual({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          Type: 'LINEAR',
          LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 20 },
          WaitIntervalInSeconds: 300,
        },
        TerminationWaitInSeconds: 300,
        MaximumExecutionTimeoutInSeconds: 3600,
      },
      AutoRollbackConfiguration: { Alarms: [{ AlarmName: '<your-cw-alarm>' }] },
    });
  });

  it('canary and rolling are in AWS’s words', () => {
    expect(of({ strategy: 'canary', step: '2 instances', bake: '90s' })).toEqual({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          Type: 'CANARY',
          CanarySize: { Type: 'INSTANCE_COUNT', Value: 2 },
          WaitIntervalInSeconds: 90,
        },
      },
    });
    const written = { strategy: 'rolling', step: '40%', bake: '5m', rollbackStep: '100%', timeout: '1h30m' };
    expect(of(written)).toEqual({
      RollingUpdatePolicy: {
        MaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 40 },
        WaitIntervalInSeconds: 300,
        MaximumExecutionTimeoutInSeconds: 5400,
        RollbackMaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 100 },
      },
    });
  });
});

describe('A duration', () => {
  it.each([
    ['1h30m', 5400],
    ['5m', 300],
    ['90s', 90],
    ['0s', 0],
    ['1h0m1s', 3601],
    ['', undefined],
    ['5', undefined],
    ['5 m', undefined],
    ['5m1h', undefined],
  ])('%o is %o seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each([5400, 90, 0, 3601, 14.5])('of %o seconds is read as it is written', (seconds) => {
    const text = formatDuration(seconds);
    expect(Number.isInteger(seconds) ? parseDuration(text) : text).toBe(
      Number.isInteger(seconds) ? seconds : '14.5s',
    );
  });
});
