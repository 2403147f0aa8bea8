import * as z from 'zod';
import type { CapacitySize } from '../sagemaker.ts';
import { formatDuration } from '../values/duration.ts';
import { step } from '../values/fields.ts';
import { formatStep } from '../values/step.ts';
import { awsSize, awsWait, bake } from './aws-limits.ts';
import {
  blueGreenAwsFields,
  blueGreenFields,
  blueGreenStretches,
  blueGreenUpdate,
  greenEnds,
  routedBy,
} from './blue-green.ts';
import { firstAPart, splitsOf } from './splits.ts';
import { stagedBakes, stepProblems } from './staged.ts';
import type { Policy, Strategy } from './strategy.ts';

/** A part of green takes traffic beside all of blue and bakes; then everything shifts. */
export interface Canary extends Policy {
  readonly strategy: 'canary';
  readonly step: CapacitySize;
  readonly bake: number;
}

export const canary: Strategy<Canary> = {
  name: 'canary',
  schema: z.strictObject({ strategy: z.literal('canary'), step, bake, ...blueGreenFields }),
  aws: {
    of: 'BlueGreenUpdatePolicy',
    type: 'CANARY',
    routing: { CanarySize: awsSize, WaitIntervalInSeconds: awsWait },
  },
  awsFields: blueGreenAwsFields('CanarySize'),
  isStaged: true,
  keepsBlue: true,
  takesSeveralVariants: true,

  toAws: (policy, timeoutSeconds) =>
    blueGreenUpdate(
      policy,
      { Type: 'CANARY', CanarySize: policy.step, WaitIntervalInSeconds: policy.bake },
      timeoutSeconds,
    ),

  fromAws(policies) {
    const found = routedBy(policies, 'CANARY');
    if (found?.routing.CanarySize === undefined) return undefined;
    const { CanarySize: size, WaitIntervalInSeconds } = found.routing;
    return { strategy: 'canary', step: size, bake: WaitIntervalInSeconds, ...found.common };
  },

  /** "The canary's size must be less than or equal to 50 % of the fleet" (the guide, canary). */
  problems: ({ step: size }, variants, fields) => stepProblems(size, [0, 50], variants, fields),
  bakes: stagedBakes,
  splits: ({ step: size }, sizes, readings) =>
    splitsOf(firstAPart(size, sizes.green, readings.percentRounding), sizes, readings, true),
  stretches: blueGreenStretches,
  longestRollback: (_policy, _blue, timings) => greenEnds(timings),
  words: ({ step: size, bake: seconds, finalBake = 0 }) =>
    `canary; ${formatStep(size)} first, ${formatDuration(seconds)} bakes; final bake ${formatDuration(finalBake)}`,
};
