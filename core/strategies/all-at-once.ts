import * as z from 'zod';
import { formatDuration } from '../values/duration.ts';
import { awsWait } from './aws-limits.ts';
import {
  blueGreenAwsFields,
  blueGreenFields,
  blueGreenStretches,
  blueGreenUpdate,
  greenEnds,
  routedBy,
} from './blue-green.ts';
import { allInOne, splitsOf } from './splits.ts';
import type { Policy, Strategy } from './strategy.ts';

/** All traffic moves in one shift; then blue stands for a final bake. */
export interface AllAtOnce extends Policy {
  readonly strategy: 'all-at-once';
  /**
   * AWS's WaitIntervalInSeconds. A manifest cannot set it here: AWS's API requires it, but it has no effect.
   */
  readonly bake?: number | undefined;
}

export const allAtOnce: Strategy<AllAtOnce> = {
  name: 'all-at-once',
  schema: z.strictObject({ strategy: z.literal('all-at-once'), ...blueGreenFields }),
  aws: {
    of: 'BlueGreenUpdatePolicy',
    type: 'ALL_AT_ONCE',
    // AWS's own example leaves the interval out; its API model requires it.
    routing: { WaitIntervalInSeconds: awsWait.default(0) },
  },
  awsFields: blueGreenAwsFields(),
  isStaged: false,
  keepsBlue: true,
  takesSeveralVariants: true,

  toAws: (policy, timeoutSeconds) =>
    blueGreenUpdate(policy, { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: policy.bake ?? 0 }, timeoutSeconds),

  fromAws(policies) {
    const found = routedBy(policies, 'ALL_AT_ONCE');
    if (found === undefined) return undefined;
    const { WaitIntervalInSeconds: wait } = found.routing;
    return { strategy: 'all-at-once', ...(wait && { bake: wait }), ...found.common };
  },

  problems: () => [],
  // A final bake of 0 s is no bake; then nothing is watched at all.
  bakes: ({ finalBake = 0 }) => [{ part: 'finalBake', seconds: finalBake }],
  splits: (_, sizes, readings) => splitsOf(allInOne(sizes.green), sizes, readings),
  stretches: ({ bake = 0, finalBake }, shifts, readings) =>
    blueGreenStretches({ bake, finalBake }, shifts, readings),
  longestRollback: (_policy, _blue, timings) => greenEnds(timings),
  words: ({ finalBake = 0 }) => `all at once; final bake ${formatDuration(finalBake)}`,
};
