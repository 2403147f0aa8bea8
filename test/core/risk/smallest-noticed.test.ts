import { describe, expect, it } from 'vitest';
import { timelineOf } from '../../../core/plan/timeline/timeline-of.ts';
import { type RiskQuestion, risksOf } from '../../../core/risk/risk-of.ts';
import { noticedChance, smallestNoticed } from '../../../core/risk/smallest-noticed.ts';
import type { WatchedErrors } from '../../../core/risk/watched-errors.ts';
import { seededRandom } from '../../../local/random.ts';
import { linear, percent } from '../strategies/policies.ts';

const timeline = timelineOf({
  ...{ action: 'update', policy: linear(percent(20)), variants: [{ name: 'a', instanceCount: 5 }] },
});
const alarm: WatchedErrors = {
  ...{ errors: '5xx', measure: 'share', limit: 0.05, orAt: false, leastRequests: 1 },
  ...{ needed: 2, of: 2, periodMinutes: 1, sees: 'green' },
};
const judge = { tolerance: 2, falseAlarms: 0.01, floor: 0.001, computedBy: 'greenlight' } as const;
const asked = (more: Partial<RiskQuestion> = {}): RiskQuestion => ({
  ...{ timeline, requestsPerSecond: 5, healthyRate: 0.005, alarms: [], judges: [] },
  chance: seededRandom(1).next,
  ...more,
});
const inTime = (question: RiskQuestion, rate: number) => risksOf(question, [rate])[0]?.inTime ?? 0;

describe('The smallest failure that is noticed', () => {
  it('is by an alarm just enough for the chance, and a tenth less is not', () => {
    const question = asked({ alarms: [alarm] });
    const rate = smallestNoticed(question) ?? 0;
    expect(inTime(question, rate)).toBeGreaterThanOrEqual(noticedChance);
    expect(inTime(question, rate * 0.9)).toBeLessThan(noticedChance);
  });

  it('is by a judge the same within what is drawn by chance, and less with more requests', () => {
    const of = (requestsPerSecond: number) => {
      const question = asked({ judges: [judge], requestsPerSecond });
      const rate = smallestNoticed(question) ?? 0;
      expect(inTime(question, rate * 1.2)).toBeGreaterThan(noticedChance - 0.06);
      expect(inTime(question, rate * 0.7)).toBeLessThan(noticedChance);
      return rate;
    };
    expect(of(20)).toBeLessThan(of(2));
  });

  it('is none where nothing watches', () => {
    expect(smallestNoticed(asked())).toBeUndefined();
  });

  it('is the usual rate where sound models are taken back as often', () => {
    const strict = { ...alarm, limit: 0.001 };
    expect(smallestNoticed(asked({ alarms: [strict] }))).toBe(0.005);
  });
});
