import { AwsError } from '../transport/aws-error.ts';
import type { Access, Caller } from './access.ts';
import { type Decision, sessionArn } from './decide.ts';

type Refusal = Extract<Decision, { allowed: false }>;

/** How the services name the error, where they do not say `AccessDeniedException` and 400; by IAM's prefix. */
const errors: Readonly<Record<string, { readonly code: string; readonly status: number }>> = {
  cloudwatch: { code: 'AccessDenied', status: 403 },
  lambda: { code: 'AccessDeniedException', status: 403 },
  s3: { code: 'AccessDenied', status: 403 },
  sns: { code: 'AuthorizationError', status: 403 },
  sqs: { code: 'AccessDenied', status: 403 },
  'runtime.sagemaker': { code: 'AccessDeniedException', status: 403 },
};

/** As the services spell it in the text: SNS with its own name, SQS in lower case, S3 with the ARN in quotes. */
function spelled({ action, resource }: Access): { action: string; resource: string } {
  const [prefix = '', name = ''] = action.split(':');
  if (prefix === 'sns') return { action: `SNS:${name}`, resource };
  if (prefix === 'sqs') return { action: action.toLowerCase(), resource };
  if (prefix === 's3') return { action, resource: `"${resource}"` };
  return { action, resource };
}

/**
 * What a caller is told who may not do something (IAM user guide, "Troubleshoot access denied error messages"; the
 * services' spellings are those in errors that their users have reported).
 * @param service whose API it is, as it is signed for: it may lack a right of another service, like `iam:PassRole`
 */
export function denial(service: string, by: Caller, access: Access, decision: Refusal): AwsError {
  const { action, resource } = spelled(access);
  const who = by.kind === 'role' ? `User: ${sessionArn(by)}` : `Resource: ${by.sourceArn}`;
  const kind = `${decision.by} policy`;
  const why = decision.explicit
    ? `with an explicit deny in ${decision.by === 'identity-based' ? 'an' : 'a'} ${kind}`
    : `because no ${kind} allows the ${action} action`;
  const { code, status } = errors[service === 'monitoring' ? 'cloudwatch' : service] ?? {
    code: 'AccessDeniedException',
    status: 400,
  };
  return new AwsError(
    code,
    `${who} is not authorized to perform: ${action} on resource: ${resource} ${why}`,
    {
      status,
    },
  );
}
