import { describe, expect, it } from 'vitest';
import { stabilityIndex } from '../../../core/judge/psi.ts';
import { timelineOf } from '../../../core/plan/timeline/timeline-of.ts';
import { greenMinutes } from '../../../core/risk/green-minutes.ts';
import { partsOf, type ScoreModel, scoreChances } from '../../../core/risk/score-chances.ts';
import { seededRandom } from '../../../local/random.ts';
import { canary, percent } from '../strategies/policies.ts';

const variants = [{ name: 'AllTraffic', instanceCount: 10 }];
const minutesOf = (bake: number) =>
  greenMinutes(
    timelineOf({ action: 'update', policy: canary(percent(10), { bake, finalBake: 300 }), variants }),
  );
const settings = { tolerance: 1.5, falseAlarms: 0.01, floor: 0.01 };
const chancesOf = (model: ScoreModel, answersPerMinute: number, bake = 1800) =>
  scoreChances(
    {
      minutes: minutesOf(bake),
      ...{ answersPerMinute, model, settings },
    },
    40,
    seededRandom(1).next,
  );
const sum = (chances: readonly number[]) => chances.reduce((all, one) => all + one, 0);

describe('A model of which the scores have shifted', () => {
  it('has a PSI of 0.25', () => {
    const parts = partsOf('shifted');
    expect(sum(parts)).toBeCloseTo(1, 6);
    const million = (all: readonly number[]) => all.map((part) => part * 1e6);
    const usual = [...Array<number>(10).fill(0.1), 0, 0];
    expect(stabilityIndex(million(parts), million(usual))).toBeCloseTo(0.25, 3);
  });

  // Half an hour of a canary of 10 %, each minute looked at: with drawn scores and bins a fourth of 300 series is found at
  // 200 answers a minute (bench/judge/score-series.ts), and as many as here with the others.
  it.each([
    [60, 1.5, 0, 0.2],
    [200, 1.5, 0.1, 0.45],
    [200, 1, 0.9, 1],
    [600, 1.5, 0.9, 1],
  ])(
    'with %d answers a minute and %d times tolerated is found as often as with drawn scores',
    (answers, tolerance, least, most) => {
      const minutes = Array.from({ length: 32 }, () => ({ share: 0.1, isCompared: true, isLookedAt: true }));
      const asked = { minutes, answersPerMinute: answers, model: 'shifted' as const };
      const chances = scoreChances(
        { ...asked, settings: { ...settings, tolerance } },
        100,
        seededRandom(1).next,
      );
      expect(sum(chances)).toBeGreaterThanOrEqual(least);
      expect(sum(chances)).toBeLessThanOrEqual(most + 1e-9);
    },
  );
});

describe('A model that answers a constant', () => {
  it('is found at a look, once three minutes agree and are delivered', () => {
    const chances = chancesOf('constant', 600, 600);
    expect(sum(chances)).toBeCloseTo(1, 9);
    const minutes = minutesOf(600);
    chances.forEach((chance, index) => {
      if (chance > 0) expect(minutes[index]?.isLookedAt).toBe(true);
    });
    expect(chances.findIndex((chance) => chance > 0)).toBeGreaterThanOrEqual(4);
  });

  it('is found in a long bake, too, of which several minutes are taken for one', () => {
    expect(sum(chancesOf('constant', 60, 3600))).toBeCloseTo(1, 9);
  });

  it('is not found where nothing is answered', () => {
    expect(sum(chancesOf('constant', 0))).toBe(0);
  });
});
