import { placeOf } from './console-links.ts';

/** What a command that is offered needs to find the deployment: ` --stage prod --region eu-west-1`. */
export interface CommandFlags {
  /** Of greenlight's own commands. */
  readonly greenlight: string;
  /** Of commands of the AWS CLI. */
  readonly aws: string;
}

/**
 * Whoever types a command may have another stage or region as their default; a local AWS has only one of each.
 *
 * @param arn of anything of the deployment's, which says the region
 */
export function commandFlags(arn: string, stage: string): CommandFlags {
  if (stage === 'local') return { greenlight: '', aws: '' };
  const region = placeOf(arn)?.region;
  const aws = region === undefined ? '' : ` --region ${region}`;
  return { greenlight: ` --stage ${stage}${aws}`, aws };
}
