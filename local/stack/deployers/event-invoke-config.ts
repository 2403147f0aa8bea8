import * as z from 'zod';
import { deployer } from './deployer.ts';

export const eventInvokeConfig = deployer({
  properties: z.strictObject({
    FunctionName: z.string(),
    Qualifier: z.literal('$LATEST'),
    MaximumRetryAttempts: z.coerce.number().int().min(0).max(2).optional(),
    MaximumEventAgeInSeconds: z.coerce.number().int().min(60).max(21_600).optional(),
    DestinationConfig: z
      .strictObject({ OnFailure: z.strictObject({ Destination: z.string() }).optional() })
      .optional(),
  }),
  create(properties, { services }, { logicalId }) {
    const { FunctionName, MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = properties;
    const onFailureArn = DestinationConfig?.OnFailure?.Destination;
    services.lambda.configureAsync(FunctionName, {
      ...(MaximumRetryAttempts === undefined ? {} : { maximumRetryAttempts: MaximumRetryAttempts }),
      ...(MaximumEventAgeInSeconds === undefined ? {} : { maximumEventAgeSeconds: MaximumEventAgeInSeconds }),
      ...(onFailureArn === undefined ? {} : { onFailureArn }),
    });
    return { ref: logicalId, attributes: {} };
  },
});
