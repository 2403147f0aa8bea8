/** The stack's name: that of the packaged template's service and stage. */
export const stackName = 'greenlight-local';

/** What only the local AWS may set: images that are programs of this host, and roles that no one has. */
export const localParameters = {
  AllowedImages: 'local:*,*.dkr.ecr.*.amazonaws.com/*',
  ModelRolePrefix: `${stackName}-`,
} as const;
