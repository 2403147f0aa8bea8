import { arnOf, type LocalContext } from '../context.ts';
import { AwsError } from '../transport/aws-error.ts';
import { text } from '../transport/wire.ts';

/** InvokeEndpoint's code for whatever is wrong with a request; SageMaker's other operations say ValidationException. */
export const validationError = (message: string): AwsError => new AwsError('ValidationError', message);

/** No such endpoint, or it does not serve (yet, or any more): AWS's text for both, seen in many public reports. */
export const endpointNotFound = (context: LocalContext, endpointName: string): AwsError =>
  validationError(`Endpoint ${endpointName} of account ${context.account} not found.`);

/** For a TargetVariant that the endpoint does not run. The text is ours: AWS's is not known. */
export const variantNotFound = (context: LocalContext, endpointName: string, variant: string): AwsError =>
  validationError(`Variant ${variant} of endpoint ${endpointName} of account ${context.account} not found.`);

/** For an endpoint with an AsyncInferenceConfig, which takes InvokeEndpointAsync only. The text is ours. */
export const endpointAsynchronous = (endpointName: string): AwsError =>
  validationError(`Endpoint ${endpointName} is asynchronous: it takes InvokeEndpointAsync only.`);

/** For an endpoint that serves with no instance to take the request; the text is the API reference's. */
export const serviceUnavailable = (): AwsError =>
  new AwsError('ServiceUnavailable', 'The service is unavailable. Try your call again.', { status: 503 });

/** The longest message and original message that ModelError's shape allows. */
const messageLimit = 2048;

/** For a model that answered 4xx or 5xx; `status` 0 if it answered nothing at all. The text is AWS's. */
export function modelError(
  context: LocalContext,
  endpointName: string,
  answer: { readonly status: number; readonly body: Uint8Array },
): AwsError {
  const { account, region } = context;
  const client = answer.status >= 400 && answer.status < 500;
  const original = text(answer.body);
  const logGroup = `/aws/sagemaker/Endpoints/${endpointName}`;
  const message =
    `Received ${client ? 'client' : 'server'} error (${answer.status}) from primary with message "${original}". ` +
    `See https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logEventViewer:group=${logGroup} ` +
    `in account ${account} for more information.`;
  return new AwsError('ModelError', message.slice(0, messageLimit), {
    status: 424,
    members: {
      ErrorCode: client ? 'CLIENT_ERROR_FROM_MODEL' : 'INTERNAL_FAILURE_FROM_MODEL',
      OriginalStatusCode: answer.status,
      OriginalMessage: original.slice(0, messageLimit),
      LogStreamArn: arnOf(context, 'logs', `log-group:${logGroup}`),
    },
  });
}
