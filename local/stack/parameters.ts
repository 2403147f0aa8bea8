import type { LocalContext } from '../context.ts';
import type { TemplateParameter } from './template.ts';
import { TemplateError } from './template-error.ts';

export type ParameterValue = string | readonly string[];

/**
 * The value of each parameter: as given, else its default. A CommaDelimitedList becomes a list.
 * @throws TemplateError for a given parameter that the template lacks, or one without value
 */
export function parameterValues(
  parameters: Readonly<Record<string, TemplateParameter>>,
  given: Readonly<Record<string, string>>,
): Map<string, ParameterValue> {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(parameters, name));
  if (unknown.length > 0) {
    throw new TemplateError(`the template has no parameter ${unknown.join(', ')}`);
  }
  return new Map(
    Object.entries(parameters).map(([name, { Type, Default }]) => {
      const value = given[name] ?? Default?.toString();
      if (value === undefined) throw new TemplateError(`parameter ${name}: no value given and no default`);
      return [name, Type === 'CommaDelimitedList' ? value.split(',').map((item) => item.trim()) : value];
    }),
  );
}

/** CloudFormation's pseudo parameters; `AWS::NoValue` is the lack of a value. */
export function pseudoParameters(
  context: LocalContext,
  stackName: string,
): Map<string, ParameterValue | undefined> {
  const { account, region } = context;
  // A fixed id: the stack is made once in the life of the local AWS.
  const id = `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/00000000-0000-4000-8000-000000000000`;
  return new Map<string, ParameterValue | undefined>([
    ['AWS::AccountId', account],
    ['AWS::NoValue', undefined],
    ['AWS::NotificationARNs', []],
    ['AWS::Partition', 'aws'],
    ['AWS::Region', region],
    ['AWS::StackId', id],
    ['AWS::StackName', stackName],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ]);
}
