import { describe, expect, it } from 'vitest';
import { parseStep } from '../../../core/manifest/step.ts';
import { deploymentProblems } from '../../../core/plan/limits.ts';
import { sentence } from '../../../core/problem.ts';
import type { CapacitySize } from '../../../core/sagemaker.ts';
import { aDeployment } from '../../support/builders.ts';

const sizeOf = (step: string) => parseStep(step) as CapacitySize;
const linear = (step: string) =>
  aDeployment({ Type: 'LINEAR', LinearStepSize: sizeOf(step), WaitIntervalInSeconds: 60 });
const canary = (step: string) =>
  aDeployment({ Type: 'CANARY', CanarySize: sizeOf(step), WaitIntervalInSeconds: 60 });

const refusal = (...[config, instances]: Parameters<typeof deploymentProblems>) =>
  deploymentProblems(config, instances).map(sentence);

describe('A linear step', () => {
  it.each([
    ['10%', 5],
    ['50%', 5],
    ['1 instance', 10],
    ['1 instance', 2],
    ['5 instances', 10],
  ])('of %s in a fleet of %d is within 10 to 50 percent', (step, instances) => {
    expect(refusal(linear(step), instances)).toEqual([]);
  });

  it.each([
    ['60%', 5, '60% (60 % of 5 instances)'],
    ['51%', 5, '51% (51 % of 5 instances)'],
    ['9%', 5, '9% (9 % of 5 instances)'],
    ['100%', 5, '100% (100 % of 5 instances)'],
    ['3 instances', 5, '3 instances (60 % of 5 instances)'],
    ['1 instance', 11, '1 instance (9.1 % of 11 instances)'],
    // Never rounded to a number within the range.
    ['2 instances', 21, '2 instances (9.5 % of 21 instances)'],
    ['64 instances', 127, '64 instances (50.4 % of 127 instances)'],
  ])('of %s in a fleet of %d is refused with the numbers', (step, instances, got) => {
    const expected = `rollout.step: expected 10 to 50 % of the fleet, got ${got}. Choose a step within that range.`;
    expect(refusal(linear(step), instances)).toEqual([expected]);
  });
});

describe('A canary', () => {
  it.each([
    ['1%', 5],
    ['50%', 5],
    ['1 instance', 2],
    ['1 instance', 100],
  ])('of %s in a fleet of %d is at most half of it', (step, instances) => {
    expect(refusal(canary(step), instances)).toEqual([]);
  });

  it.each([
    ['of all instances', '5 instances', 5, '5 instances (100 % of 5 instances)'],
    ['of everything', '100%', 5, '100% (100 % of 5 instances)'],
    ['of more instances than there are', '6 instances', 5, '6 instances (120 % of 5 instances)'],
    ['of just over half', '51%', 5, '51% (51 % of 5 instances)'],
  ])('%s is refused', (_, step, instances, got) => {
    const expected = `rollout.step: expected at most 50 % of the fleet, got ${got}. Choose a step within that range.`;
    expect(refusal(canary(step), instances)).toEqual([expected]);
  });
});

describe('A fleet of one instance', () => {
  it.each([canary('1 instance'), canary('10%'), linear('50%')])('cannot shift in parts (%#)', (config) => {
    expect(refusal(config, 1)).toEqual([
      'rollout.strategy: expected a fleet of 2 or more instances, since half of it is the largest part that may shift, ' +
        'got 1 instance. Use strategy all-at-once with a finalBake, or give the fleet more instances.',
    ]);
  });

  it('can shift all at once', () => {
    expect(refusal(aDeployment(), 1)).toEqual([]);
  });
});

describe('The timeout', () => {
  const withTimeout = (MaximumExecutionTimeoutInSeconds: number) =>
    aDeployment(
      { Type: 'LINEAR', LinearStepSize: sizeOf('20%'), WaitIntervalInSeconds: 300 },
      { MaximumExecutionTimeoutInSeconds },
    );

  it('must be longer than all waits together, and the refusal shows the sum', () => {
    expect(refusal(withTimeout(1800), 5)).toEqual([
      'rollout.timeout: expected more than all waits together, 30m (5 × 5m + 5m), got 30m. ' +
        'Give it a longer timeout, or shorter bakes.',
    ]);
  });

  it('may be one second longer', () => {
    expect(refusal(withTimeout(1801), 5)).toEqual([]);
  });

  it('is judged beside the step, all problems at once', () => {
    const config = aDeployment(
      { Type: 'LINEAR', LinearStepSize: sizeOf('60%'), WaitIntervalInSeconds: 3600 },
      { MaximumExecutionTimeoutInSeconds: 600 },
    );
    expect(deploymentProblems(config, 5).map(({ field }) => field)).toEqual([
      'rollout.step',
      'rollout.timeout',
    ]);
  });
});
