/** The resources from `serverless deploy` that commands use. */
export interface ResourceNames {
  readonly bucket: string;
  readonly table: string;
  /** The function that runs people's commands. */
  readonly operate: string;
  /** The same for signed requests, to its URL or to the API in its place. */
  readonly operateSigned: string;
  /** The function that decides first about a release. Its environment has what the stage allows. */
  readonly resolveRelease: string;
  /** The parameter of Systems Manager that has the API's address, if the stage has an API. */
  readonly commandsAddress: string;
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
  resolveRelease: `greenlight-${stage}-resolveRelease`,
  commandsAddress: `/greenlight/${stage}/commands`,
});
