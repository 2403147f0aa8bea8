import { timelineOf } from '../../core/plan/timeline/timeline-of.ts';
import { type Risk, type RiskQuestion, risksOf } from '../../core/risk/risk-of.ts';
import { smallestNoticed } from '../../core/risk/smallest-noticed.ts';
import { watchedManaged } from '../../core/risk/watched-errors.ts';
import { seededRandom } from '../../local/random.ts';

type Guard = 'greenlight' | 'cloudwatch' | 'limit';

/** A guard against a model, and what requests there are. */
export interface Cell {
  readonly guard: Guard;
  readonly blueRate: number;
  readonly requestsPerSecond: number;
  /** How many times as often as blue's green's requests fail. */
  readonly times: number;
}

/** A way to shift, as a manifest writes it and as a plan has it. */
interface Way {
  readonly manifest: object;
  readonly policy: Parameters<typeof timelineOf>[0]['policy'];
  readonly instances: number;
}

export const terms = { tolerance: 2, falseAlarms: 0.01, floor: 0.001 };
export const limit = { metric: '5xx-rate', above: '1%', for: '2m' };
const canary = {
  manifest: { strategy: 'canary', step: '10%', bake: '30m', finalBake: '5m', timeout: '3h' },
  policy: {
    ...{ strategy: 'canary', step: { Type: 'CAPACITY_PERCENT', Value: 10 } },
    ...{ bake: 1800, finalBake: 300, timeout: 10_800 },
  },
  instances: 10,
} as const satisfies Way;
/** The README's. */
const linear = {
  manifest: { strategy: 'linear', step: '20%', bake: '5m', finalBake: '5m', timeout: '3h' },
  policy: {
    ...{ strategy: 'linear', step: { Type: 'CAPACITY_PERCENT', Value: 20 } },
    ...{ bake: 300, finalBake: 300, timeout: 10_800 },
  },
  instances: 5,
} as const satisfies Way;

/** The smallest failure that `plan --risk` says is noticed, with a chance of 80 %. */
function withSmallest(cell: Omit<Cell, 'times'>): Cell {
  const rate = smallestNoticed(questionOf({ ...cell, times: 1 }));
  if (rate === undefined) throw new Error('a model of which every request fails is noticed in each cell');
  return { ...cell, times: Number((rate / cell.blueRate).toPrecision(3)) };
}

/** Six cells of the reference measurements with a sound and a bad model, two other guards, and what is just noticed by each. */
const usualCells: readonly Cell[] = [
  ...(
    [
      [0.0002, 20, 10],
      [0.002, 1, 500],
      [0.002, 5, 10],
      [0.002, 20, 5],
      [0.002, 100, 3],
      [0.01, 5, 5],
    ] as const
  ).flatMap(([blueRate, requestsPerSecond, bad]) =>
    [1, bad].map((times): Cell => ({ guard: 'greenlight', blueRate, requestsPerSecond, times })),
  ),
  ...[1, 10].map((times): Cell => ({ guard: 'cloudwatch', blueRate: 0.002, requestsPerSecond: 5, times })),
  ...[1, 3, 200].map((times): Cell => ({ guard: 'limit', blueRate: 0.005, requestsPerSecond: 1, times })),
];

export const rolloutOf = ({ guard }: Cell) => (guard === 'limit' ? linear : canary);

function questionOf(cell: Cell): RiskQuestion {
  const { guard, blueRate, requestsPerSecond } = cell;
  const { policy, instances } = rolloutOf(cell);
  const timeline = timelineOf({
    ...{ action: 'update', policy, variants: [{ name: 'AllTraffic', instanceCount: instances }] },
  });
  const managed = { metric: limit.metric, comparison: 'above', threshold: 1, on: 'rollback' } as const;
  const watched = watchedManaged({ ...managed, forSeconds: 120, periodSeconds: 60 }, 1);
  return {
    ...{ timeline, requestsPerSecond, healthyRate: blueRate },
    alarms: guard === 'limit' && watched !== undefined ? [watched] : [],
    judges: guard === 'limit' ? [] : [{ ...terms, computedBy: guard }],
    chance: seededRandom(1).next,
    lagMinutes: lagOf(cell),
  };
}

/** What `plan --risk` would say of it. */
export function predicted(cell: Cell): Risk {
  const [risk] = risksOf(questionOf(cell), [Math.min(1, cell.blueRate * cell.times)]);
  if (risk === undefined) throw new Error('one rate has one risk');
  return risk;
}

/**
 * From the end of the minute that decides until traffic is back. Here an alarm sees a minute as soon as it is over, Greenlight
 * waits a minute more, and traffic shifts at once; `plan --risk` counts two minutes, as AWS may take.
 */
export const lagOf = ({ guard }: Cell): number => (guard === 'greenlight' ? 1 : 0);

export const cells: readonly Cell[] = [
  ...usualCells,
  withSmallest({ guard: 'greenlight', blueRate: 0.002, requestsPerSecond: 5 }),
  withSmallest({ guard: 'cloudwatch', blueRate: 0.002, requestsPerSecond: 5 }),
  withSmallest({ guard: 'limit', blueRate: 0.005, requestsPerSecond: 1 }),
];
