import type { CapacitySize } from '../sagemaker.ts';
import type { Problem } from '../values/problem.ts';
import { formatStep } from '../values/step.ts';
import type { PolicyBake, PolicyFields, ShiftingVariant } from './strategy.ts';

/** What strategies that shift in parts have in common. */

/** A final bake of 0 s is no bake (docs/assumptions.md); the bakes before it protect. */
export const stagedBakes = (policy: {
  readonly bake: number;
  readonly finalBake?: number | undefined;
}): readonly PolicyBake[] => [
  { part: 'bake', seconds: policy.bake },
  ...(policy.finalBake ? [{ part: 'finalBake', seconds: policy.finalBake } as const] : []),
];

/**
 * AWS's rule for the part that one shift may move: `min` to `max` per cent of every variant's instances, with
 * at least two instances.
 */
export const stepProblems = (
  size: CapacitySize,
  range: readonly [min: number, max: number],
  variants: readonly ShiftingVariant[],
  fields: PolicyFields,
): Problem[] =>
  variants.flatMap(({ name, instanceCount }) =>
    variantProblems(size, range, instanceCount, variants.length > 1 ? ` of variant ${name}` : '', fields),
  );

function variantProblems(
  size: CapacitySize,
  [min, max]: readonly [min: number, max: number],
  instanceCount: number,
  of: string,
  fields: PolicyFields,
): Problem[] {
  if (instanceCount < 2) {
    const fix = 'Use strategy all-at-once with a finalBake, or give the fleet more instances.';
    const expected = 'a fleet of 2 or more instances, since half of it is the largest part that may shift';
    return [{ field: fields.strategy, expected, got: `${instanceCount} instance${of}`, fix }];
  }
  const isAllowed = (percent: number) => percent >= min && percent <= max;
  const range = min === 0 ? `at most ${max} % of the fleet` : `${min} to ${max} % of the fleet`;
  const share = shareOf(size, instanceCount);
  if (!isAllowed(share)) {
    const got = `${formatStep(size)} (${decimal(share)} % of ${instanceCount} instances${of})`;
    return [{ field: fields.step, expected: range, got, fix: 'Choose a step within that range.' }];
  }
  if (size.Type === 'INSTANCE_COUNT') return [];
  const rounded = roundings(size.Value, instanceCount).find(
    (count) => !isAllowed((100 * count) / instanceCount),
  );
  if (rounded === undefined) return [];
  // 50 % of 5 is 2.5 instances: 3 would be 60 %. Allowed are 1 and 2.
  const fewest = Math.max(1, Math.ceil((min * instanceCount) / 100));
  const most = Math.floor((max * instanceCount) / 100);
  return [
    {
      field: fields.step,
      expected: `${range}, however AWS rounds to instances`,
      got: `${formatStep(size)} of ${instanceCount} instances${of}, which may become ${rounded} (${decimal((100 * rounded) / instanceCount)} %)`,
      fix: `Write ${fewest === most ? formatCount(fewest) : `${fewest} to ${formatCount(most)}`}.`,
    },
  ];
}

/** 1 instance of 5 is 20 %; 3 of 5 are 60 %. */
const shareOf = (size: CapacitySize, instanceCount: number): number =>
  size.Type === 'CAPACITY_PERCENT' ? size.Value : (100 * size.Value) / instanceCount;

/**
 * The possible numbers for a percentage: rounded up or to the nearest, at least one (docs/assumptions.md). 10
 * % of 14: 2, 1.
 */
function roundings(percent: number, instanceCount: number): number[] {
  const exact = (percent * instanceCount) / 100;
  return [Math.ceil(exact), Math.max(1, Math.round(exact))];
}

const formatCount = (Value: number): string => formatStep({ Type: 'INSTANCE_COUNT', Value });

/** With one decimal: 2 of 21 are 9.5 %, and 10 % would look allowed. */
const decimal = (percent: number): number => Math.round(10 * percent) / 10;
