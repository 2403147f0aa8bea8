import * as z from 'zod';

const config = z.record(z.string(), z.unknown());

/**
 * An endpoint's deployment configs in the ledger, in AWS's format. SageMaker keeps only the last one
 * (LastDeploymentConfig), and every update of ours replaces it.
 */
export const deploymentHistorySchema = z.object({
  /** When the endpoint that they belong to was created, in epoch ms. */
  endpointCreatedAt: z.number().optional(),
  /** The last one that the endpoint's owner used. */
  owners: config.optional(),
  /** The last one of a release of ours since then; rollbacks do not count. */
  released: config.optional(),
  /** The one with which Greenlight itself last updated the endpoint back. */
  wentBack: config.optional(),
});
export type DeploymentHistory = z.infer<typeof deploymentHistorySchema>;
