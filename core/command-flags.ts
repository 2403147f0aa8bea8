import { placeOf } from './console-links.ts';

/** The flags with which a suggested command finds the deployment: ` --stage prod --region eu-west-1`. */
export interface CommandFlags {
  /** For greenlight's own commands. */
  readonly greenlight: string;
  /** For commands of the AWS CLI. */
  readonly aws: string;
}

/**
 * The reader of a suggested command may have another stage or region as default. A local AWS has only one of
 * each.
 *
 * @param arn of anything in the deployment; it gives the region
 */
export function commandFlags(arn: string, stage: string): CommandFlags {
  if (stage === 'local') return { greenlight: '', aws: '' };
  const region = placeOf(arn)?.region;
  const aws = region === undefined ? '' : ` --region ${region}`;
  return { greenlight: ` --stage ${stage}${aws}`, aws };
}
