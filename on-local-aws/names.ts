/** The stack's name: service and stage of the packaged template. */
export const stackName = 'greenlight-local';

/**
 * Parameters that only the local AWS may set: images that are programs of this host, and roles that need not
 * exist.
 */
export const localParameters = {
  AllowedImages: 'local:*,*.dkr.ecr.*.amazonaws.com/*',
  ModelRolePrefix: `${stackName}-`,
} as const;
