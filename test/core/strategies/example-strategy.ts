import * as z from 'zod';
import { bake } from '../../../core/strategies/aws-limits.ts';
import { blueGreenFields } from '../../../core/strategies/blue-green.ts';
import { type Canary, canary } from '../../../core/strategies/canary.ts';
import type { Policy, Strategy } from '../../../core/strategies/strategy.ts';
import { formatDuration } from '../../../core/values/duration.ts';

/** Half of the fleet first, then the rest: `strategy: halves` with a bake. */
export interface Halves extends Policy {
  readonly strategy: 'halves';
  readonly bake: number;
}

/** To SageMaker it is a canary of half the fleet. */
const asCanary = (policy: Halves): Canary => ({
  ...policy,
  strategy: 'canary',
  step: { Type: 'CAPACITY_PERCENT', Value: 50 },
});

export const halves: Strategy<Halves> = {
  name: 'halves',
  schema: z.strictObject({ strategy: z.literal('halves'), bake, ...blueGreenFields }),
  awsFields: canary.awsFields,
  isStaged: true,
  keepsBlue: true,
  takesSeveralVariants: true,

  toAws: (policy, timeoutSeconds) => canary.toAws(asCanary(policy), timeoutSeconds),
  // What SageMaker has stored is a canary.
  fromAws: () => undefined,

  problems: (policy, variants, fields) => canary.problems(asCanary(policy), variants, fields),
  bakes: (policy) => canary.bakes(asCanary(policy)),
  splits: (policy, sizes, readings) => canary.splits(asCanary(policy), sizes, readings),
  stretches: (policy, shifts, readings) => canary.stretches(asCanary(policy), shifts, readings),
  longestRollback: (policy, blue, timings) => canary.longestRollback(asCanary(policy), blue, timings),
  words: (policy) => `by halves; ${formatDuration(policy.bake)} bakes`,
};
