import type { Problem } from '../core/values/problem.ts';

/** S3 takes no longer name of a bucket. */
const longestBucket = 63;
const longestStage = 20;

/** How long a stage's name may be, so that the bucket's name is not too long. */
export const longestStageIn = (region: string): number =>
  Math.min(longestStage, longestBucket - `greenlight--models-123456789012-${region}`.length);

/**
 * The problem of a stage that no bucket can be named after; undefined if there is none. CloudFormation would find it
 * only in the middle of the deployment.
 */
export function stageProblem(stage: string, region: string): Problem | undefined {
  const longest = longestStageIn(region);
  if (/^[a-z](?:[a-z0-9-]*[a-z0-9])?$/.test(stage) && stage.length <= longest) return undefined;
  return {
    field: 'stage',
    expected: `1 to ${longest} lower-case letters, digits and hyphens, beginning with a letter, since the bucket is named greenlight-<stage>-models-<account>-${region}`,
    got: `"${stage}"`,
    fix: 'Deploy with another --stage, such as prod.',
  };
}
