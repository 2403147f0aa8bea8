/** The stack's name: service and stage of the packaged template. */
export const stackName = 'greenlight-local';
