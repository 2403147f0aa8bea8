/** The resources from `serverless deploy` that commands use. */
export interface ResourceNames {
  readonly bucket: string;
  readonly table: string;
  /** The function that runs people's commands. */
  readonly operate: string;
  /** The same for signed requests to its URL. */
  readonly operateSigned: string;
}

/**
 * Names depend only on stage, account and region (docs/operating.md; a test compares them with the packaged
 * template).
 */
export const resourceNames = (stage: string, account: string, region: string): ResourceNames => ({
  bucket: `greenlight-${stage}-models-${account}-${region}`,
  table: `greenlight-${stage}-state`,
  operate: `greenlight-${stage}-operate`,
  operateSigned: `greenlight-${stage}-operateSigned`,
});
