import { beforeAll, describe, expect, it } from 'vitest';
import { resourceNames } from '../../cli/aws/resource-names.ts';
import { dependencyGraph } from '../../local/stack/dependency-graph.ts';
import { parseTemplate } from '../../local/stack/template.ts';
import { type Packaged, packaged, packagingMs } from '../support/packaged.ts';

/** What each setting of examples/settings.yml makes of the packaged template. */

let stack: Packaged;
beforeAll(async () => {
  stack = await packaged('every-setting', { region: 'eu-west-1', settings: 'examples/settings.yml' });
}, packagingMs);

const account = '111122223333';
const key = `arn:aws:kms:eu-west-1:${account}:key/1111aaaa-22bb-33cc-44dd-5555eeeeffff`;

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** The statements of a function's role that name an action. */
const statementsOf = (name: string, action: string): Statement[] =>
  (stack.template.Resources[`${name}IamRoleLambdaExecution`]?.Properties.Policies ?? [])
    .flatMap(({ PolicyDocument }: { PolicyDocument: { Statement: Statement[] } }) => PolicyDocument.Statement)
    .filter(({ Action }: Statement) => [Action].flat().includes(action));

const through = (service: string) => ({
  StringLike: { 'kms:ViaService': { 'Fn::Sub': expect.stringContaining(`${service}.$`) } },
});

describe('The settings', () => {
  it('say what a manifest may name', () => {
    const { AllowedImages, AllowedWebhookHosts, GateFunctionPrefix } = stack.template.Parameters;
    expect(AllowedImages?.Default).toBe(`${account}.dkr.ecr.eu-west-1.amazonaws.com/*`);
    expect(AllowedWebhookHosts?.Default).toBe('checks.example.com');
    expect(GateFunctionPrefix?.Default).toBe('greenlight-gate-');
  });

  it('say which roles a model may have, by name and path: to IAM and to the functions alike', () => {
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
    const roles = [
      { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/greenlight-model-*' },
      {
        'Fn::Sub':
          'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/service-role/AmazonSageMaker-ExecutionRole-*',
      },
    ];
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
    expect(statementsOf('PrepareRelease', 'iam:PassRole')).toMatchObject([{ Resource: roles }]);
    const { Environment } = stack.template.Resources.ResolveReleaseLambdaFunction?.Properties ?? {};
    expect(Environment.Variables.ALLOWED_ROLES).toEqual({ 'Fn::Join': [',', roles] });
  });

  it('say which keys SageMaker may be granted', () => {
    expect(statementsOf('ShiftTraffic', 'kms:CreateGrant')).toMatchObject([
      {
        Resource: key,
        Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' }, ...through('sagemaker') },
      },
    ]);
  });

  it('let those decrypt artifacts who read the bucket, through S3 alone', () => {
    for (const name of ['ResolveRelease', 'PrepareRelease', 'SettleRelease', 'OpenGates', 'CheckShift'])
      expect(statementsOf(name, 'kms:Decrypt')).toContainEqual({
        Effect: 'Allow',
        Action: ['kms:Decrypt'],
        Resource: [key],
        Condition: through('s3'),
      });
    const ofAdmission = statementsOf('AdmitRollout', 'kms:Decrypt');
    expect(ofAdmission).toMatchObject([{ Condition: through('dynamodb') }]);
  });

  it('encrypt the ledger with a key, for whoever uses it', () => {
    for (const [id, { Properties }] of stack.ofType('AWS::IAM::Role')) {
      const text = JSON.stringify(Properties);
      expect({ id, has: text.includes('kms:ReEncryptTo') }).toEqual({ id, has: text.includes('dynamodb:') });
    }
  });

  it('are those of every role', () => {
    const roles = stack.ofType('AWS::IAM::Role');
    expect(roles.length).toBeGreaterThan(15);
    for (const [id, { Properties }] of roles)
      expect({ id, ...Properties }).toMatchObject({
        Path: '/greenlight/',
        PermissionsBoundary: `arn:aws:iam::${account}:policy/boundary`,
      });
  });

  it('put every function into the VPC, with the rights that this takes', () => {
    for (const [id, { Properties }] of stack.ofType('AWS::Lambda::Function')) {
      expect({ id, ...Properties.VpcConfig }).toEqual({
        id,
        SubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-18f0e1d2c3b4a5960'],
        SecurityGroupIds: ['sg-0a1b2c3d4e5f60718'],
      });
      const role = stack.template.Resources[Properties.Role['Fn::GetAtt'][0]];
      expect(JSON.stringify(role?.Properties.ManagedPolicyArns)).toContain('AWSLambdaVPCAccessExecutionRole');
    }
  });

  it('say how long every log is kept', () => {
    const groups = stack.ofType('AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThan(15);
    for (const [id, { Properties }] of groups)
      expect({ id, days: Properties.RetentionInDays }).toEqual({ id, days: 90 });
  });

  it('reserve concurrency', () => {
    expect(stack.template.Parameters.ReservedConcurrency?.Default).toBe(5);
  });

  it('leave out bucket and table that are there already, and everything else names them', () => {
    const { Resources } = stack.template;
    expect(Resources.ModelBucket).toBeUndefined();
    expect(Resources.StateTable).toBeUndefined();
    expect(() => dependencyGraph(parseTemplate(stack.template))).not.toThrow();
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
    expect(Resources.ModelBucketPolicy?.Properties.Bucket).toEqual({
      'Fn::Sub': 'greenlight-every-setting-models-${AWS::AccountId}-${AWS::Region}',
    });
    const { Environment } = Resources.AdmitRolloutLambdaFunction?.Properties ?? {};
    expect(Environment.Variables.TABLE_NAME).toBe('greenlight-every-setting-state');
    expect(statementsOf('ResolveRelease', 's3:ListBucket')).toMatchObject([
      {
        Resource: {
          'Fn::Sub':
            'arn:${AWS::Partition}:s3:::greenlight-every-setting-models-${AWS::AccountId}-${AWS::Region}',
        },
      },
    ]);
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
  });
});

describe('Where there are no function URLs', () => {
  let without: Packaged;
  beforeAll(async () => {
    without = await packaged('local', { settings: 'test/fixtures/no-public-address.yml' });
  }, packagingMs);

  it('there is none in the template, nor anything that refers to one', () => {
    expect(without.ofType('AWS::Lambda::Url')).toEqual([]);
    expect(() => dependencyGraph(parseTemplate(without.template))).not.toThrow();
    expect(JSON.stringify(without.template)).not.toMatch(
      /DecideGateUrl|OperateSignedUrl|"\*".{0,80}FunctionUrl/,
    );
    for (const [id, { Properties }] of without.ofType('AWS::Lambda::Function'))
      expect({ id, url: Properties.Environment.Variables.DECIDE_URL }).toEqual({ id, url: undefined });
    expect(Object.keys(without.template.Outputs)).not.toContain('DecideUrl');
  });

  it('an API takes commands, only from whom IAM lets in, and invokes only the function for those', () => {
    const [[, method] = [], ...others] = without.ofType('AWS::ApiGateway::Method');
    expect(others).toEqual([]);
    expect(method?.Properties).toMatchObject({ HttpMethod: 'POST', AuthorizationType: 'AWS_IAM' });
    expect(JSON.stringify(method?.Properties.Integration)).toContain('{OperateSignedLambdaFunction.Arn}');
    const permissions = without
      .ofType('AWS::Lambda::Permission')
      .filter(([, { Properties }]) => Properties.Principal !== 'events.amazonaws.com');
    expect(permissions).toMatchObject([
      [
        'CommandsApiPermission',
        {
          Properties: {
            FunctionName: { 'Fn::GetAtt': ['OperateSignedLambdaFunction', 'Arn'] },
            SourceArn: { 'Fn::Sub': expect.stringMatching(/:\$\{CommandsApi\}\/live\/POST\/$/) },
          },
        },
      ],
    ]);
  });

  it('the commands find it by a parameter', () => {
    const [parameter] = without.ofType('AWS::SSM::Parameter');
    expect(parameter?.[1].Properties.Name).toBe(resourceNames('local', '0', 'x').commandsAddress);
    expect(parameter?.[1].Properties.Value).toEqual(without.template.Outputs.OperateApi?.Value);
  });

  it('there is no API where there is a URL', () => {
    for (const type of ['RestApi', 'Method', 'Deployment', 'Stage'])
      expect(stack.ofType(`AWS::ApiGateway::${type}`)).toEqual([]);
    expect(stack.ofType('AWS::SSM::Parameter')).toEqual([]);
    expect(Object.keys(stack.template.Outputs)).toEqual(expect.arrayContaining(['DecideUrl', 'OperateUrl']));
    expect(Object.keys(stack.template.Outputs)).not.toContain('OperateApi');
  });
});
