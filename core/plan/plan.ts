import * as z from 'zod';
import { rolloutSchema } from '../release.ts';
import type { DeploymentConfig, EndpointConfigDefinition, ModelDefinition } from '../sagemaker.ts';

/**
 * Everything a rollout will do, decided before anything is changed: it travels through the state machine from
 * step to step, so that no step decides anew.
 */
export const planSchema = z.object({
  rollout: rolloutSchema,
  /** Whether the endpoint is made by this release or updated. */
  action: z.enum(['create', 'update']),
  /** The new model and the new endpoint config, both named by release and attempt. */
  name: z.string(),
  model: z.custom<ModelDefinition>((value) => typeof value === 'object' && value !== null),
  endpointConfig: z.custom<EndpointConfigDefinition>((value) => typeof value === 'object' && value !== null),
  /** What the endpoint serves now, and will again after a rollback; null for a first release. */
  previousConfig: z.string().nullable(),
  deployment: z.custom<DeploymentConfig>((value) => typeof value === 'object' && value !== null),
  alarms: z.array(z.object({ name: z.string(), on: z.enum(['rollback', 'notify']) })),
  instanceCount: z.number().int().positive(),
  wait: z.object({ plannedSeconds: z.number(), remainingSeconds: z.number() }),
});
export type Plan = z.infer<typeof planSchema>;
