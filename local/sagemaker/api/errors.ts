import { AwsError } from '../../transport/aws-error.ts';

/** SageMaker tells nearly everything by one code; clients match on the message, so texts are AWS's own. */
export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

/** What an error message calls a resource. */
export type Kind = 'endpoint' | 'endpoint configuration' | 'model';

export const couldNotFind = (kind: Kind, arn: string): AwsError =>
  invalid(`Could not find ${kind} "${arn}".`);

export const alreadyExists = (kind: Kind, arn: string): AwsError =>
  invalid(`Cannot create already existing ${kind} "${arn}".`);

/** For UpdateEndpoint and DeleteEndpoint alike. */
export const inProgress = (arn: string): AwsError => invalid(`Cannot update in-progress endpoint "${arn}".`);

/** For a NextToken that no answer to the same request held. */
export const invalidToken = (): AwsError =>
  invalid('NextToken is not valid: it must come from an answer to the same request.');
