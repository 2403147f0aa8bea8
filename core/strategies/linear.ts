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
import { inSteps, splitsOf } from './splits.ts';
import { stagedBakes, stepProblems } from './staged.ts';
import type { Policy, Strategy } from './strategy.ts';

/** Step by step, a part of green replaces an equal part of blue, and bakes. */
export interface Linear extends Policy {
  readonly strategy: 'linear';
  readonly step: CapacitySize;
  readonly bake: number;
}

export const linear: Strategy<Linear> = {
  name: 'linear',
  schema: z.strictObject({ strategy: z.literal('linear'), step, bake, ...blueGreenFields }),
  aws: {
    of: 'BlueGreenUpdatePolicy',
    type: 'LINEAR',
    routing: { LinearStepSize: awsSize, WaitIntervalInSeconds: awsWait },
  },
  awsFields: blueGreenAwsFields('LinearStepSize'),
  isStaged: true,
  keepsBlue: true,
  takesSeveralVariants: true,

  toAws: (policy, timeoutSeconds) =>
    blueGreenUpdate(
      policy,
      { Type: 'LINEAR', LinearStepSize: policy.step, WaitIntervalInSeconds: policy.bake },
      timeoutSeconds,
    ),

  fromAws(policies) {
    const found = routedBy(policies, 'LINEAR');
    if (found?.routing.LinearStepSize === undefined) return undefined;
    const { LinearStepSize: size, WaitIntervalInSeconds } = found.routing;
    return { strategy: 'linear', step: size, bake: WaitIntervalInSeconds, ...found.common };
  },

  /** "Between 10 % and 50 % of the fleet" (the guide, linear). */
  problems: ({ step: size }, variants, fields) => stepProblems(size, [10, 50], variants, fields),
  bakes: stagedBakes,
  splits: ({ step: size }, sizes, readings) =>
    splitsOf(inSteps(size, sizes.green, readings.percentRounding), sizes, readings),
  stretches: blueGreenStretches,
  longestRollback: (_policy, _blue, timings) => greenEnds(timings),
  words: ({ step: size, bake: seconds, finalBake = 0 }) =>
    `linear; ${formatStep(size)} at a time, ${formatDuration(seconds)} bakes; final bake ${formatDuration(finalBake)}`,
};
