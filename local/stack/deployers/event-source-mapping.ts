import * as z from 'zod';
import { deployer } from './deployer.ts';

const count = z.coerce.number().int().optional();

/** The API checks the numbers. */
export const eventSourceMapping = deployer({
  properties: z.strictObject({
    EventSourceArn: z.string(),
    FunctionName: z.string(),
    BatchSize: count,
    Enabled: z.union([z.literal(true), z.literal('true')]).optional(),
    FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).max(1).optional(),
    MaximumBatchingWindowInSeconds: count,
    ScalingConfig: z.strictObject({ MaximumConcurrency: count }).optional(),
  }),
  create(properties, { services }, { logicalId }) {
    services.lambda.mapQueue({
      functionName: properties.FunctionName,
      queueArn: properties.EventSourceArn,
      batchSize: properties.BatchSize,
      batchingWindowSeconds: properties.MaximumBatchingWindowInSeconds,
      maximumConcurrency: properties.ScalingConfig?.MaximumConcurrency,
      reportsItemFailures: properties.FunctionResponseTypes?.length === 1,
    });
    return { ref: logicalId, attributes: { Id: logicalId } };
  },
});
