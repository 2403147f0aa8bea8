import * as z from 'zod';
import type { CapacitySize } from '../sagemaker.ts';
import { formatDuration } from '../values/duration.ts';
import { step } from '../values/fields.ts';
import { formatStep } from '../values/step.ts';
import { awsSize, awsTimeout, awsWait, bake, timeout } from './aws-limits.ts';
import { inSteps, instancesIn, splitsOf } from './splits.ts';
import { stagedBakes, stepProblems } from './staged.ts';
import type { Policy, Strategy, Stretch } from './strategy.ts';

/** Batch by batch, instances of green start, bake, and replace an equal number of blue, which end. */
export interface Rolling extends Policy {
  readonly strategy: 'rolling';
  /** The size of a batch. */
  readonly step: CapacitySize;
  readonly bake: number;
  /** The size of a batch on the way back; if absent, everything that is missing is restored at once. */
  readonly rollbackStep?: CapacitySize | undefined;
}

const awsPolicy = 'RollingUpdatePolicy';

export const rolling: Strategy<Rolling> = {
  name: 'rolling',
  schema: z.strictObject({
    strategy: z.literal('rolling'),
    step,
    bake,
    rollbackStep: step.optional(),
    timeout: timeout.optional(),
  }),
  aws: {
    of: 'RollingUpdatePolicy',
    policy: z.strictObject(
      {
        MaximumBatchSize: awsSize,
        WaitIntervalInSeconds: awsWait,
        MaximumExecutionTimeoutInSeconds: awsTimeout.optional(),
        RollbackMaximumBatchSize: awsSize.optional(),
      },
      { error: 'a policy with MaximumBatchSize and WaitIntervalInSeconds' },
    ),
  },
  awsFields: {
    strategy: awsPolicy,
    step: `${awsPolicy}.MaximumBatchSize`,
    rollbackStep: `${awsPolicy}.RollbackMaximumBatchSize`,
    bake: `${awsPolicy}.WaitIntervalInSeconds`,
    finalBake: awsPolicy,
    timeout: `${awsPolicy}.MaximumExecutionTimeoutInSeconds`,
  },
  isStaged: true,
  keepsBlue: false,
  // Such an update silently goes all at once with no bake (the guide, exclusions).
  takesSeveralVariants: false,

  toAws: (policy, timeoutSeconds) => ({
    RollingUpdatePolicy: {
      MaximumBatchSize: policy.step,
      WaitIntervalInSeconds: policy.bake,
      MaximumExecutionTimeoutInSeconds: timeoutSeconds,
      ...(policy.rollbackStep !== undefined && { RollbackMaximumBatchSize: policy.rollbackStep }),
    },
  }),

  fromAws({ RollingUpdatePolicy: update }) {
    if (update === undefined) return undefined;
    const { RollbackMaximumBatchSize: rollbackStep, MaximumExecutionTimeoutInSeconds: timeout } = update;
    return {
      strategy: 'rolling',
      step: update.MaximumBatchSize,
      bake: update.WaitIntervalInSeconds,
      ...(rollbackStep && { rollbackStep }),
      ...(timeout !== undefined && { timeout }),
    };
  },

  /** A batch is "5 to 50 % of the variant's instances" (the guide, rolling). */
  problems({ step: size, rollbackStep }, variants, fields) {
    const problems = stepProblems(size, [5, 50], variants, fields);
    if (rollbackStep?.Type !== 'CAPACITY_PERCENT' || rollbackStep.Value <= 100) return problems;
    const expected = 'at most 100 % of the fleet';
    return [...problems, { field: fields.rollbackStep, expected, got: formatStep(rollbackStep) }];
  },

  bakes: stagedBakes,

  splits({ step: size }, sizes, readings) {
    // A batch adds instances, so a step that adds none is not a batch.
    const batches = inSteps(size, sizes.green, readings.percentRounding)
      .filter(({ greenOn }, index, all) => greenOn !== all[index - 1]?.greenOn)
      .map(({ greenOn }) => ({ done: greenOn, whole: sizes.green, greenOn }));
    return splitsOf(batches, sizes, readings);
  },

  /**
   * A batch of green starts, takes its part and bakes; then an equal part of blue ends (the guide, rolling
   * deployments).
   */
  stretches: ({ bake: seconds }, batches) =>
    batches.flatMap((splits): Stretch[] => [
      { kind: 'provision', splits },
      { kind: 'shift', splits },
      { kind: 'bake', seconds },
      { kind: 'terminate' },
    ]),

  /**
   * The missing instances of blue must start again, by RollbackMaximumBatchSize at a time, and for each batch
   * an equal part of green ends. First the idle instances of the current batch end (docs/assumptions.md). At
   * worst all but one instance of 5 are gone: 1 at a time, with 240 s to start and 60 s to end, that is 60 +
   * 4 × 300 = 1260 s.
   */
  longestRollback({ rollbackStep }, [blue = 0], timings) {
    const { provisioningSeconds, activationSeconds, terminationSeconds } = timings;
    const size = rollbackStep === undefined ? blue : instancesIn(rollbackStep, blue, 'down');
    const batches = Math.ceil((blue - 1) / Math.max(1, size));
    return terminationSeconds + batches * (provisioningSeconds + activationSeconds + terminationSeconds);
  },

  words: ({ step: size, bake: seconds }) =>
    `rolling; ${formatStep(size)} at a time, ${formatDuration(seconds)} bakes`,
};
