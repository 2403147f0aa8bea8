import type { Permissions } from '../iam/iam.ts';
import { AwsError } from '../transport/aws-error.ts';
import { callerOf, type FunctionSpec } from './local-function.ts';

/** What Lambda checks of a function's role when something is set up that it will do in the function's name. */
export interface RoleChecks {
  /** @throws AwsError `InvalidParameterValueException` if Lambda may not assume the function's role */
  assumable(spec: FunctionSpec): void;
  /**
   * @param told how the error names what is sent to
   * @throws AwsError `InvalidParameterValueException` if the role may not do one of them
   */
  may(spec: FunctionSpec, actions: readonly string[], resource: string, told?: string): void;
}

/** Lambda's texts are those in errors that its users have reported. */
export const roleChecks = (permissions: Permissions | undefined): RoleChecks => ({
  assumable({ roleArn }) {
    if (roleArn === undefined || permissions?.mayAssume('lambda.amazonaws.com', roleArn) !== false) return;
    throw invalid('The role defined for the function cannot be assumed by Lambda.');
  },
  may(spec, actions, resource, told = 'SQS') {
    const caller = callerOf(spec);
    if (caller === undefined || permissions === undefined) return;
    for (const action of actions) {
      if (permissions.roleMay(caller, action, resource) === undefined) continue;
      const operation = action.split(':')[1];
      throw invalid(`The function execution role does not have permissions to call ${operation} on ${told}`);
    }
  },
});

const invalid = (message: string): AwsError => new AwsError('InvalidParameterValueException', message);
