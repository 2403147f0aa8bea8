import { describe, expect, it } from 'vitest';
import { lambdaFunction, type Resources, smallStack } from '../stack/small-stack.ts';

const ref = (logicalId: string) => ({ Ref: logicalId });

/** An API whose root takes a POST that is signed, with function `page` behind it. */
const api = (leftOut?: string): Resources => {
  const resources: Resources = {
    Page: lambdaFunction('page'),
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'commands' } },
    Method: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: ref('Api'),
        ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
        ...{ HttpMethod: 'POST', AuthorizationType: 'AWS_IAM' },
        Integration: {
          ...{ Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST' },
          Uri: {
            'Fn::Sub':
              // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholder
              'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Page.Arn}/invocations',
          },
        },
      },
    },
    Deployment: {
      Type: 'AWS::ApiGateway::Deployment',
      DependsOn: 'Method',
      Properties: { RestApiId: ref('Api') },
    },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: { RestApiId: ref('Api'), DeploymentId: ref('Deployment'), StageName: 'live' },
    },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: { 'Fn::GetAtt': ['Page', 'Arn'] },
        ...{ Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' },
        // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholder
        SourceArn: { 'Fn::Sub': 'arn:aws:execute-api:us-east-1:000000000000:${Api}/live/POST/' },
      },
    },
  };
  return Object.fromEntries(Object.entries(resources).filter(([name]) => name !== leftOut));
};

type Event = Record<string, never> & {
  httpMethod: string;
  path: string;
  body: string;
  requestContext: { stage: string; identity: { userArn: string } };
};
const echo = () => async (event: unknown) => {
  const { httpMethod, path, body, requestContext } = event as Event;
  const { stage, identity } = requestContext;
  return { statusCode: 201, body: `${httpMethod} ${path} ${stage} by ${identity.userArn}: ${body}` };
};

const signedFor = (service: string, region = 'us-east-1') =>
  `AWS4-HMAC-SHA256 Credential=AKIAANNA/20260105/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0af1`;

async function served(resources: Resources, page: () => (event: unknown) => Promise<unknown> = echo) {
  const { aws } = await smallStack(resources, { page }, { Api: { Value: ref('Api') } });
  const front = await aws.serve(0);
  const ask = async (path = '/live/', headers: Record<string, string> = {}, method = 'POST') => {
    const url = `${front.url}/_api/${aws.outputs.Api}${path}`;
    const response = await fetch(url, { method, headers, ...(method === 'POST' && { body: 'hello' }) });
    const body = await response.text();
    return { status: response.status, error: response.headers.get('x-amzn-errortype'), body };
  };
  return { ask, close: () => aws.close() };
}

const signed = { authorization: signedFor('execute-api') };

describe('A REST API', () => {
  it('hands a signed request to its function, with who signed it, and gives its answer', async () => {
    const { ask, close } = await served(api());
    const told = 'POST / live by arn:aws:iam::000000000000:user/AKIAANNA: hello';
    expect(await ask('/live/', signed)).toMatchObject({ status: 201, body: told });
    expect(await ask('/live', signed)).toMatchObject({ status: 201, body: told });
    await close();
  });

  it.each([
    ['without a signature', '/live/', {}, 'POST'],
    ['with a signature for another service', '/live/', { authorization: signedFor('lambda') }, 'POST'],
    ['or another region', '/live/', { authorization: signedFor('execute-api', 'eu-west-1') }, 'POST'],
    ['for another path', '/live/other', signed, 'POST'],
    ['by another method', '/live/', signed, 'GET'],
  ])('refuses a request %s', async (_, path, headers, method) => {
    const { ask, close } = await served(api());
    expect(await ask(path, headers as Record<string, string>, method)).toMatchObject({
      status: 403,
      error: 'MissingAuthenticationTokenException',
      body: '{"message":"Missing Authentication Token"}',
    });
    await close();
  });

  it('knows only its own stages', async () => {
    const { ask, close } = await served(api());
    expect(await ask('/dead/', signed)).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    await close();
  });

  it('may invoke only functions that let it', async () => {
    const { ask, close } = await served(api('Permission'));
    expect(await ask('/live/', signed)).toMatchObject({ status: 500 });
    await close();
  });

  it.each([
    ['fails', () => Promise.reject(new Error('boom'))],
    ['answers without a status', async () => ({ body: 'x' })],
    ['answers with a text', async () => 'x'],
  ])('answers 502 where its function %s', async (_, handler) => {
    const { ask, close } = await served(api(), () => handler);
    expect(await ask('/live/', signed)).toMatchObject({
      status: 502,
      body: '{"message":"Internal server error"}',
    });
    await close();
  });
});
