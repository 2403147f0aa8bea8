import * as z from 'zod';

const config = z.record(z.string(), z.unknown());

/**
 * What the ledger keeps of an endpoint's deployment configs, in AWS's shape. SageMaker keeps only the last one
 * (LastDeploymentConfig), and every update of ours takes its place.
 */
export const deploymentHistorySchema = z.object({
  /** When the endpoint was made that they are of, epoch ms. */
  endpointCreatedAt: z.number().optional(),
  /** The last one that the endpoint's owner gave it. */
  owners: config.optional(),
  /** The last one that a release of ours gave it since; of a rollback, none. */
  released: config.optional(),
  /** What it was last updated back with, by ourselves. */
  wentBack: config.optional(),
});
export type DeploymentHistory = z.infer<typeof deploymentHistorySchema>;
