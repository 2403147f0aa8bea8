import { Readable } from 'node:stream';
import type { HttpRequest } from '@smithy/types';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Aws } from '../../../cli/aws/aws.ts';
import { type Command, operate } from '../../../cli/aws/operate.ts';
import { resourceNames } from '../../../cli/aws/resource-names.ts';
import { UsageError } from '../../../cli/usage-error.ts';

interface Answer {
  readonly status?: number;
  readonly errorType?: string;
  readonly functionError?: string;
  readonly body: unknown;
}

/** What AWS answers: to the questions for the URL and the API, to requests to either, to direct invocations. */
let answers: { url: Answer; parameter: Answer; signed: Answer; invoked: Answer };
let requests: HttpRequest[];

const functionUrl = 'https://abc123.lambda-url.eu-west-1.on.aws/';
const done = { done: 'stopping', message: 'shifting back', rollout: 'iris-1-1' };
const denied = { status: 403, errorType: 'AccessDeniedException', body: { Message: 'Forbidden.' } };
const missing = { status: 404, errorType: 'ResourceNotFoundException', body: { Message: 'none' } };

beforeEach(() => {
  requests = [];
  answers = {
    url: {
      body: { FunctionUrl: functionUrl, FunctionArn: 'a', AuthType: 'AWS_IAM', CreationTime: 't' },
    },
    parameter: { status: 400, errorType: 'ParameterNotFound', body: {} },
    signed: { body: done },
    invoked: { body: done },
  };
});

const isOfSsm = ({ headers }: HttpRequest): boolean => headers['x-amz-target'] === 'AmazonSSM.GetParameter';

const requestHandler = {
  async handle(request: HttpRequest) {
    requests.push(request);
    const { url, parameter, signed, invoked } = answers;
    const answer = isOfSsm(request)
      ? parameter
      : /^\/(live\/)?$/.test(request.path)
        ? signed
        : request.path.endsWith('/url')
          ? url
          : invoked;
    const { status = 200, errorType, functionError, body } = answer;
    const headers = {
      ...(errorType && { 'x-amzn-errortype': errorType }),
      ...(functionError && { 'x-amz-function-error': functionError }),
    };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return { response: { statusCode: status, headers, body: Readable.from([Buffer.from(text)]) } };
  },
};

const caller = 'arn:aws:sts::000000000000:assumed-role/ops/ada';
const aws: Aws = {
  stage: 'dev',
  region: 'eu-west-1',
  caller,
  names: resourceNames('dev', '000000000000', 'eu-west-1'),
  clients: (Client) =>
    new Client({
      ...{ region: 'eu-west-1', maxAttempts: 1, requestHandler },
      credentials: { accessKeyId: 'AKIAADA', secretAccessKey: 'secret', sessionToken: 'token' },
    }),
  served: (url) => url,
  now: () => Promise.resolve(0),
};
const command: Command = { command: 'abort', endpoint: 'iris', reason: 'odd scores' };

const sent = (path: RegExp) => requests.filter((request) => path.test(request.path) && !isOfSsm(request));
const bodiesOf = (path: RegExp) => sent(path).map(({ body }) => JSON.parse(Buffer.from(body).toString()));
const invoked = () => bodiesOf(/\/greenlight-dev-operate\/invocations$/);
const signedRequest = () => {
  const [request] = sent(/^\/$/);
  if (request === undefined) throw new Error('nothing was sent to the URL');
  return request;
};

describe('Asking the deployed controller', () => {
  it('sends the wish to the function’s URL, and gives its answer', async () => {
    expect(await operate(aws, command, undefined)).toEqual({ operated: done });
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /2021-10-31/functions/greenlight-dev-operateSigned/url',
      'POST /',
    ]);
    expect(bodiesOf(/^\/$/)).toEqual([{ ...command, key: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
  });

  it('signs it for Lambda, in the region and with the credentials of all commands, body included', async () => {
    await operate(aws, command, undefined);
    const { hostname, headers } = signedRequest();
    expect(hostname).toBe('abc123.lambda-url.eu-west-1.on.aws');
    expect(headers).toMatchObject({
      host: hostname,
      'content-type': 'application/json',
      'x-amz-security-token': 'token',
      'x-amz-content-sha256': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAADA\/\d{8}\/eu-west-1\/lambda\/aws4_request, SignedHeaders=\S*host\S*, Signature=[0-9a-f]{64}$/,
    );
  });

  it('adds what the caller calls themselves; who they are is for AWS to say', async () => {
    await operate(aws, command, 'Ada');
    const [body] = bodiesOf(/^\/$/);
    expect(body.by).toBe('Ada');
    expect(JSON.stringify(body)).not.toContain(caller);
  });

  it('gives two wishes two keys, or the second would be taken for the first', async () => {
    await operate(aws, command, undefined);
    await operate(aws, command, undefined);
    const [one, other] = bodiesOf(/^\/$/);
    expect(one.key).not.toBe(other.key);
  });

  it('takes a refused wish for wrong input, in the words of the controller', async () => {
    answers.signed = { status: 400, body: { message: 'Nothing was changed: endpoint' } };
    const asked = operate(aws, command, undefined);
    await expect(asked).rejects.toThrow('greenlight-dev-operateSigned: Nothing was changed: endpoint');
    await expect(asked).rejects.toBeInstanceOf(UsageError);
  });

  it('throws by AWS’s name what AWS has against the signature, and asks no other way', async () => {
    answers.signed = { status: 403, errorType: 'InvalidSignatureException', body: { message: 'expired' } };
    await expect(operate(aws, command, undefined)).rejects.toMatchObject({
      ...{ name: 'InvalidSignatureException', message: 'expired' },
    });
    expect(invoked()).toEqual([]);
  });

  it('tells of a function that failed, and does not ask again: it may have done it', async () => {
    answers.signed = { status: 502, body: 'Internal Server Error' };
    await expect(operate(aws, command, undefined)).rejects.toThrow(
      'greenlight-dev-operateSigned failed with status 502: Internal Server Error. Its log tells why.',
    );
    expect(sent(/^\/$/)).toHaveLength(1);
    expect(invoked()).toEqual([]);
  });

  it('refuses an answer that is none', async () => {
    answers.signed = { body: { done: 'perhaps' } };
    await expect(operate(aws, command, undefined)).rejects.toThrow(/done/);
  });
});

describe('Where the function has no URL', () => {
  const api = 'https://abc123.execute-api.eu-central-2.amazonaws.com/live/';
  beforeEach(() => {
    answers.url = missing;
    answers.parameter = { body: { Parameter: { Name: '/greenlight/dev/commands', Value: api } } };
  });

  it('sends the wish to the API that the stack names, signed for that', async () => {
    expect(await operate(aws, command, undefined)).toEqual({ operated: done });
    const [asked] = requests.filter(isOfSsm);
    expect(JSON.parse(new TextDecoder().decode(asked?.body))).toEqual({
      Name: '/greenlight/dev/commands',
    });
    const [request] = sent(/^\/live\/$/);
    expect(request?.hostname).toBe('abc123.execute-api.eu-central-2.amazonaws.com');
    expect(request?.headers.authorization).toMatch(/\/eu-west-1\/execute-api\/aws4_request, /);
    expect(bodiesOf(/^\/live\/$/)).toEqual([{ ...command, key: expect.any(String) }]);
  });

  it('needs no right to ask for a URL', async () => {
    answers.url = denied;
    expect(await operate(aws, command, undefined)).toEqual({ operated: done });
  });

  it('and none without, tells the right that is missing: the one to call the API', async () => {
    answers.signed = denied;
    answers.invoked = { ...denied, body: { Message: 'not authorized to perform: lambda:InvokeFunction' } };
    await expect(operate(aws, command, undefined)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(/^execute-api:Invoke on the API of greenlight-dev-operateSigned: /),
    });
  });

  it('tells of a missing right to the API’s address rather than of a URL that there is not', async () => {
    answers.parameter = { status: 400, errorType: 'AccessDeniedException', body: { message: 'no ssm' } };
    answers.invoked = denied;
    await expect(operate(aws, command, undefined)).rejects.toMatchObject({ message: 'no ssm' });
  });
});

describe('Where there is no way to ask with proof', () => {
  it.each<[string, Partial<typeof answers>, RegExp]>([
    ['since the deployment is older', { url: missing }, /operateSigned has no address in this deployment/],
    ['for want of the right to know the URL', { url: denied }, /may not be used with these credentials/],
    ['for want of the right to use it', { signed: denied }, /may not be used with these credentials/],
  ])('%s, it asks without, by the ARN that STS has, and says so', async (_, given, why) => {
    Object.assign(answers, given);
    expect(await operate(aws, command, undefined)).toEqual({
      operated: done,
      unproven: expect.stringMatching(why),
    });
    expect(invoked()).toEqual([{ ...command, by: caller, key: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
  });

  it('has the same key both ways: it is one wish', async () => {
    answers.signed = denied;
    await operate(aws, command, undefined);
    expect(invoked()[0].key).toBe(bodiesOf(/^\/$/)[0].key);
  });

  it('puts a name before the ARN, which is never cut', async () => {
    answers.url = missing;
    await operate(aws, command, 'Ada');
    await operate(aws, command, 'A'.repeat(300));
    expect(invoked()[0].by).toBe(`Ada (${caller})`);
    expect(invoked()[1].by).toHaveLength(200);
    expect(invoked()[1].by).toMatch(/^A+ \(arn:aws:sts::000000000000:assumed-role\/ops\/ada\)$/);
  });

  it('and none without, tells which right is missing: the one to ask with proof', async () => {
    answers.signed = denied;
    answers.invoked = { ...denied, body: { Message: 'not authorized to perform: lambda:InvokeFunction' } };
    await expect(operate(aws, command, undefined)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(/^lambda:InvokeFunctionUrl or .* on greenlight-dev-operateSigned: /),
    });
  });

  it('nor any function, tells that nothing is deployed', async () => {
    answers.url = missing;
    answers.invoked = missing;
    await expect(operate(aws, command, undefined)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('throws what the function threw, by its name', async () => {
    answers.url = missing;
    answers.invoked = {
      functionError: 'Unhandled',
      body: { errorType: 'LeaseContended', errorMessage: 'too many at once' },
    };
    await expect(operate(aws, command, undefined)).rejects.toThrow(
      'greenlight-dev-operate failed with LeaseContended: too many at once',
    );
  });
});
