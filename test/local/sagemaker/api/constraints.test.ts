import { describe, expect, it } from 'vitest';
import { runtimeModel, sagemakerModel } from '../../../../local/sagemaker/api/shapes.ts';
import { violationsOf } from '../../../../local/sagemaker/api/validation.ts';
import { endpointConfigInput, modelInput, samples, variant } from './samples.ts';

const said = (operation: string, input: unknown) => violationsOf(sagemakerModel, operation, input);
const invoking = (members: object) =>
  violationsOf(runtimeModel, 'InvokeEndpoint', { EndpointName: 'iris', Body: new Uint8Array(), ...members });
const withVariant = (members: object) => ({
  ...endpointConfigInput,
  ProductionVariants: [variant, { ...variant, ...members }],
});
const withDeployment = (members: object) => ({
  EndpointName: 'e',
  EndpointConfigName: 'c',
  DeploymentConfig: members,
});
const environment = (entries: Record<string, string>) => ({
  ...modelInput,
  PrimaryContainer: { ...modelInput.PrimaryContainer, Environment: entries },
});

/** `count` entries a1, a2, …: as many as a map is tried with. */
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, '']));

const failed = (value: string, path: string, constraint: string) =>
  `Value ${value} at '${path}' failed to satisfy constraint: ${constraint}`;

describe('what AWS allows', () => {
  it.each(Object.entries(samples))('breaks no constraint of %s', (operation, input) => {
    expect(said(operation, input)).toEqual([]);
  });

  it.each([
    ['a name of 63 characters', 'DescribeEndpoint', { EndpointName: 'a'.repeat(63) }],
    ['the least and the most of a range', 'ListModels', { MaxResults: 1 }],
    ['the most of a range', 'ListModels', { MaxResults: 100 }],
    ['no tags at all', 'CreateModel', { ...modelInput, Tags: [] }],
    ['a weight of zero', 'CreateEndpointConfig', withVariant({ InitialVariantWeight: 0 })],
    ['100 variables', 'CreateModel', environment(many(100))],
    ['a value of several lines', 'CreateModel', environment({ A: 'one\ntwo' })],
    [
      '256 characters, however many UTF-16 units they are',
      'AddTags',
      {
        ResourceArn: 'arn:aws:sagemaker:us-east-1:000000000000:model/m',
        Tags: [{ Key: 'k', Value: '𝒜'.repeat(256) }],
      },
    ],
  ])('%s', (_, operation, input) => {
    expect(said(operation, input)).toEqual([]);
  });
});

describe('each kind of constraint is told in AWS’s words', () => {
  const name = '[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}';
  it.each([
    [
      'required, deep inside',
      'UpdateEndpoint',
      withDeployment({
        RollingUpdatePolicy: { MaximumBatchSize: { Type: 'INSTANCE_COUNT' }, WaitIntervalInSeconds: 0 },
      }),
      [
        failed(
          'null',
          'deploymentConfig.rollingUpdatePolicy.maximumBatchSize.value',
          'Member must not be null',
        ),
      ],
    ],
    [
      'range, least',
      'CreateEndpointConfig',
      withVariant({ InitialInstanceCount: 0 }),
      [
        failed(
          "'0'",
          'productionVariants.2.member.initialInstanceCount',
          'Member must have value greater than or equal to 1',
        ),
      ],
    ],
    [
      'range of a float',
      'CreateEndpointConfig',
      withVariant({ InitialVariantWeight: -0.5 }),
      [
        failed(
          "'-0.5'",
          'productionVariants.2.member.initialVariantWeight',
          'Member must have value greater than or equal to 0',
        ),
      ],
    ],
    [
      'range, most',
      'ListModels',
      { MaxResults: 101 },
      [failed("'101'", 'maxResults', 'Member must have value less than or equal to 100')],
    ],
    [
      'length and pattern at once',
      'DescribeEndpoint',
      { EndpointName: `${'a'.repeat(63)}_` },
      [
        failed(`'${'a'.repeat(63)}_'`, 'endpointName', 'Member must have length less than or equal to 63'),
        failed(
          `'${'a'.repeat(63)}_'`,
          'endpointName',
          `Member must satisfy regular expression pattern: ${name}`,
        ),
      ],
    ],
    [
      'enum',
      'ListModels',
      { SortOrder: 'Up' },
      [failed("'Up'", 'sortOrder', 'Member must satisfy enum value set: [Ascending, Descending]')],
    ],
    [
      'size of a list',
      'CreateModel',
      { ...modelInput, VpcConfig: { SecurityGroupIds: ['sg-1'], Subnets: [] } },
      [failed("'[]'", 'vpcConfig.subnets', 'Member must have length greater than or equal to 1')],
    ],
    [
      'plain values of a list, all together',
      'CreateModel',
      { ...modelInput, VpcConfig: { SecurityGroupIds: ['sg-1', 'sg_2', 'sg 3'], Subnets: ['subnet-1'] } },
      [
        failed(
          "'[sg-1, sg_2, sg 3]'",
          'vpcConfig.securityGroupIds',
          'Member must satisfy constraint: [Member must have length less than or equal to 32, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: [-0-9a-zA-Z]+]',
        ),
      ],
    ],
    [
      'null in a list of structures',
      'CreateModel',
      { ...modelInput, Tags: [{ Key: 'k', Value: 'v' }, null] },
      [failed('null', 'tags.2.member', 'Member must not be null')],
    ],
    [
      'null in a list of plain values',
      'DeleteTags',
      { ...samples.DeleteTags, TagKeys: [null] },
      [
        failed(
          "'[null]'",
          'tagKeys',
          'Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: ([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*), Member must not be null]',
        ),
      ],
    ],
    [
      'keys of a map',
      'CreateModel',
      environment({ '1bad': 'x', good: 'y' }),
      [
        failed(
          "'{1bad=x, good=y}'",
          'primaryContainer.environment',
          'Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: [a-zA-Z_][a-zA-Z0-9_]*]',
        ),
      ],
    ],
    [
      'values of a map',
      'CreateModel',
      environment({ A: 'x'.repeat(1025) }),
      [
        failed(
          `'{A=${'x'.repeat(1025)}}'`,
          'primaryContainer.environment',
          'Map value must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: [\\S\\s]*]',
        ),
      ],
    ],
    [
      'size of a list, its structures printed',
      'DeleteTags',
      { ResourceArn: 'arn:aws:sagemaker:us-east-1:000000000000:model/m', TagKeys: Array(51).fill('k') },
      [
        failed(
          `'[${Array(51).fill('k').join(', ')}]'`,
          'tagKeys',
          'Member must have length less than or equal to 50',
        ),
      ],
    ],
  ])('%s', (_, operation, input, expected) => {
    expect(said(operation, input)).toEqual(expected);
  });

  it('size of a map', () => {
    expect(said('CreateModel', environment(many(101)))).toEqual([
      expect.stringMatching(
        /^Value '\{a0=, a1=, .*\}' at 'primaryContainer\.environment' failed .* length less than or equal to 100$/,
      ),
    ]);
  });

  it('structures printed within their list', () => {
    const Alarms = Array.from({ length: 11 }, (_, i) => ({ AlarmName: `a${i}` }));
    expect(said('UpdateEndpoint', withDeployment({ AutoRollbackConfiguration: { Alarms } }))).toEqual([
      expect.stringMatching(
        /^Value '\[Alarm\(alarmName=a0\), .*Alarm\(alarmName=a10\)\]' at 'deploymentConfig\.autoRollbackConfiguration\.alarms' failed/,
      ),
    ]);
  });
});

describe('InvokeEndpoint’s constraints', () => {
  it('hold for its headers, and what is sensitive is not repeated', () => {
    expect(
      invoking({ CustomAttributes: 'é', InferenceId: ' x', TargetVariant: '-a', EndpointName: 'a_b' }),
    ).toEqual([
      "Value 'a_b' at 'endpointName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9](-*[a-zA-Z0-9])*",
      "Value at 'customAttributes' failed to satisfy constraint: Member must satisfy regular expression pattern: \\p{ASCII}*",
      "Value '-a' at 'targetVariant' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9](-*[a-zA-Z0-9])*",
      "Value ' x' at 'inferenceId' failed to satisfy constraint: Member must satisfy regular expression pattern: \\A\\S[\\p{Print}]*\\z",
    ]);
  });

  it('limit the body to 6 MiB', () => {
    expect(invoking({ Body: new Uint8Array(6_291_456) })).toEqual([]);
    expect(invoking({ Body: new Uint8Array(6_291_457) })).toEqual([
      "Value at 'body' failed to satisfy constraint: Member must have length less than or equal to 6291456",
    ]);
  });
});
