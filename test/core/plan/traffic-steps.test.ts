import { expect, it } from 'vitest';
import { strategyWords } from '../../../core/plan/strategy-words.ts';
import { trafficSteps, trafficStepsText } from '../../../core/plan/timeline/traffic-steps.ts';
import { linear } from '../../../core/strategies/linear.ts';
import { aPlan } from '../../support/builders.ts';

const fleet = (trafficPercent: number) => ({ trafficPercent, serving: 0, instances: 0 });
const timeline = (...shares: number[]) => ({
  ...aPlan().timeline,
  phases: shares.map((share, n) => ({
    kind: n === shares.length - 1 ? ('final-bake' as const) : ('bake' as const),
    ...{ startSeconds: 0, seconds: 300, blue: fleet(100 - share), green: fleet(share) },
  })),
});
const step = { Type: 'CAPACITY_PERCENT', Value: 25 } as const;
const deployment = linear.toAws({ strategy: 'linear', step, bake: 300 }, 3600);
const words = (...shares: number[]) =>
  strategyWords({ ...aPlan(), deployment, strategyFrom: 'manifest', timeline: timeline(...shares) });

it('The steps of a shift are those that instances make', () => {
  expect(trafficSteps(timeline(50, 100, 100))).toEqual([50, 100]);
  expect(trafficStepsText(timeline(50, 100))).toBe('50, 100 %');
  expect(trafficStepsText(timeline(10, 20, 30, 40, 50, 100))).toBe('10, 20, … 100 %');
  expect(trafficStepsText(timeline())).toBe('');
});

it('A strategy in words names them where they are not the ones that were written', () => {
  expect(words(50, 100)).toMatch(
    /^linear; 25% at a time, .*; by whole instances 50, 100 % of the traffic \(from/,
  );
  expect(words(25, 50, 75, 100)).not.toContain('whole instances');
});
