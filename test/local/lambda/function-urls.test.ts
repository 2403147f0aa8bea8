import { GetFunctionUrlConfigCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import type { Handler, Seam } from '../../../local/lambda/seam.ts';
import { text } from '../../../local/transport/wire.ts';
import { lambdaFunction, type Resources, smallStack } from '../stack/small-stack.ts';

const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** Function `page` with a URL of this kind, as packaging makes it: open ones with both permissions. */
const page = (AuthType: 'NONE' | 'AWS_IAM', leftOut?: string): Resources => {
  const permission = (properties: object) => ({
    Type: 'AWS::Lambda::Permission',
    Properties: { FunctionName: arnOf('Page'), Principal: '*', ...properties },
  });
  const permissions = {
    InvokeUrl: permission({ Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: AuthType }),
    Invoke: permission({ Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true }),
  };
  const granted = Object.entries(permissions).filter(([name]) => AuthType === 'NONE' && name !== leftOut);
  return {
    Page: lambdaFunction('page'),
    PageUrl: {
      Type: 'AWS::Lambda::Url',
      Properties: { AuthType, TargetFunctionArn: arnOf('Page') },
    },
    Sender: lambdaFunction('sender', { PAGE_URL: { 'Fn::GetAtt': ['PageUrl', 'FunctionUrl'] } }),
    ...Object.fromEntries(granted),
  };
};
const urlOutput = { Url: { Value: { 'Fn::GetAtt': ['PageUrl', 'FunctionUrl'] } } };

type Event = Record<string, never> & {
  rawPath: string;
  rawQueryString: string;
  requestContext: { accountId: string; authorizer?: { iam: { userArn: string } } };
};
const echo = () => async (event: unknown) => {
  const { rawPath, rawQueryString, requestContext } = event as Event;
  const userArn = requestContext.authorizer?.iam.userArn;
  return {
    statusCode: 200,
    headers: { 'content-type': 'text/plain' },
    cookies: ['a=1', 'b=2'],
    body: `${rawPath}?${rawQueryString} by ${userArn ?? requestContext.accountId}`,
  };
};
const sender =
  ({ env }: Seam): Handler =>
  async () =>
    env.PAGE_URL;

const signature =
  'AWS4-HMAC-SHA256 Credential=AKIAANNA/20260105/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0af1';

describe('A function’s URL', () => {
  it('is called by stories without sockets, by name or as handlers know it', async () => {
    const { aws, clock } = await smallStack(page('NONE'), { page: echo }, urlOutput);
    expect(aws.outputs.Url).toBe('http://127.0.0.1:4566/_url/page/');
    const byName = await clock.drive(aws.fetchUrl('page'));
    expect(text(byName.body)).toBe('/? by anonymous');
    const byUrl = await clock.drive(aws.fetchUrl(`${aws.outputs.Url}a/b%2Fc?x=1&x=%202`));
    expect(text(byUrl.body)).toBe('/a/b%2Fc?x=1&x=%202 by anonymous');
    expect(() => aws.fetchUrl('http://127.0.0.1:4566/bucket/key')).toThrow('expected the URL of a function');
  });

  it('works over HTTP at the port that is really served, which handlers are given', async () => {
    const { aws, clock } = await smallStack(page('NONE'), { page: echo, sender }, urlOutput);
    const front = await aws.serve(0);
    expect(aws.outputs.Url).toBe(`${front.url}/_url/page/`);
    const response = await fetch(`${aws.outputs.Url}decide?t=a+b%20c`);
    expect(await response.text()).toBe('/decide?t=a+b%20c by anonymous');
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('x-amzn-requestid')).toBeTruthy();
    const invoke = new InvokeCommand({ FunctionName: 'sender' });
    const { Payload } = await clock.drive(aws.clients(LambdaClient).send(invoke));
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toBe(aws.outputs.Url);
    // A page of another origin can't press our buttons.
    const foreign = { method: 'POST', headers: { origin: 'http://evil.example' } };
    expect((await fetch(aws.outputs.Url as string, foreign)).status).toBe(403);
  });

  it.each(['InvokeUrl', 'Invoke'])(
    'that is open needs both permissions: without %s it is forbidden',
    async (one) => {
      const { aws, clock } = await smallStack(page('NONE', one), { page: echo });
      const { status, headers, body } = await clock.drive(aws.fetchUrl('page'));
      expect({ status, type: headers['x-amzn-errortype'] }).toEqual({
        status: 403,
        type: 'AccessDeniedException',
      });
      expect(JSON.parse(text(body)).Message).toMatch(/^Forbidden\. For troubleshooting/);
    },
  );

  it('that asks for a signature lets in who signed, as the user of that access key', async () => {
    const { aws, clock } = await smallStack(page('AWS_IAM'), { page: echo });
    const ask = (url: string, authorization?: string) =>
      clock.drive(aws.fetchUrl(url, { headers: { ...(authorization && { authorization }) } }));
    const anna = await ask('page', signature);
    expect(text(anna.body)).toBe('/? by arn:aws:iam::000000000000:user/AKIAANNA');
    const presigned =
      'page?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIABEN%2F20260105%2Fus-east-1%2Flambda%2Faws4_request&X-Amz-Signature=0af1';
    expect(text((await ask(presigned)).body)).toContain('user/AKIABEN');
    for (const refused of [
      undefined,
      'Bearer token',
      signature.replace('lambda', 's3'),
      signature.replace('us-east-1', 'eu-west-1'),
      signature.replace(', Signature=0af1', ''),
    ]) {
      expect((await ask('page', refused)).status).toBe(403);
    }
  });

  it('answers 502 where the function fails or answers nonsense, and 403 where there is no function', async () => {
    let answer: unknown;
    const { aws, clock } = await smallStack(page('NONE'), {
      page: () => async () => {
        if (answer === undefined) throw new Error('secret');
        return answer;
      },
    });
    const ask = async (url: string) => {
      const { status, body } = await clock.drive(aws.fetchUrl(url));
      return [status, text(body)];
    };
    expect(await ask('page')).toEqual([502, 'Internal Server Error']);
    answer = { statusCode: 'none' };
    expect(await ask('page')).toEqual([502, 'Internal Server Error']);
    expect(await ask('other')).toEqual([403, '{"Message":null}']);
    expect(await ask('sender')).toEqual([403, '{"Message":null}']);
  });

  it('is told by Lambda’s API, and made once', async () => {
    const { aws } = await smallStack(page('AWS_IAM'));
    const client = aws.clients(LambdaClient);
    expect(await client.send(new GetFunctionUrlConfigCommand({ FunctionName: 'page' }))).toMatchObject({
      FunctionUrl: 'http://127.0.0.1:4566/_url/page/',
      FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:page',
      AuthType: 'AWS_IAM',
      InvokeMode: 'BUFFERED',
    });
    await expect(
      client.send(new GetFunctionUrlConfigCommand({ FunctionName: 'sender' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const { PageUrl, ...others } = page('AWS_IAM');
    await expect(smallStack({ ...others, PageUrl, Again: PageUrl } as Resources)).rejects.toThrow(
      'ResourceConflictException',
    );
  });
});
