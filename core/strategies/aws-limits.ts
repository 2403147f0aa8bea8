import * as z from 'zod';
import { duration } from '../values/fields.ts';

/**
 * SageMaker's limits, in seconds (API model of UpdateEndpoint), for each wait and for
 * MaximumExecutionTimeoutInSeconds.
 */
const longestWait = 3600;
export const shortestTimeout = 600;
export const longestTimeout = 28_800;

/** In the manifest's format. */
export const bake = duration(0, longestWait);
export const timeout = duration(shortestTimeout, longestTimeout);

/** In AWS's format. */
export const awsWait = seconds(0, longestWait);
export const awsTimeout = seconds(shortestTimeout, longestTimeout);
export const awsSize = z.strictObject(
  {
    Type: z.enum(['INSTANCE_COUNT', 'CAPACITY_PERCENT'], { error: 'INSTANCE_COUNT or CAPACITY_PERCENT' }),
    Value: z.int({ error: 'a whole number from 1' }).min(1, { error: 'a whole number from 1' }),
  },
  { error: 'a size with Type and Value' },
);

function seconds(min: number, max: number) {
  const expected = `a whole number of seconds from ${min} to ${max}`;
  return z.int({ error: expected }).min(min, { error: expected }).max(max, { error: expected });
}
