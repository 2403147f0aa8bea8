import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import {
  InvokeEndpointCommand,
  ModelError,
  SageMakerRuntimeServiceException,
} from '@aws-sdk/client-sagemaker-runtime';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OnceRuntimeClient, smokeTest } from '../../../adapters/gates/smoke.ts';
import type { SmokeAction } from '../../../core/gates/action.ts';
import { judgeSmoke, smokeReportSchema } from '../../../core/gates/smoke-report.ts';
import { anArtifact } from '../../support/builders.ts';
import { anAbout } from './questions.ts';

const runtime = mockClient(OnceRuntimeClient);
const s3 = mockClient(S3Client);
afterAll(() => {
  runtime.restore();
  s3.restore();
});
const region = 'us-east-1';

/** Milliseconds since the test began, of a watch that only the test moves. */
let at = 0;
beforeEach(() => {
  runtime.reset();
  s3.reset();
  at = 0;
});
const stopwatch = () => {
  const start = at;
  return () => at - start;
};

const anAction = (over: Partial<SmokeAction> = {}): SmokeAction => ({
  kind: 'smoke',
  payload: { inline: '[5.1, 3.5]' },
  contentType: 'application/json',
  requests: 1,
  ...over,
});

async function tested(over: Partial<SmokeAction> = {}, boundMs?: number) {
  const means = { runtime: new OnceRuntimeClient({ region }), s3: new S3Client({ region }), stopwatch };
  const report = await smokeTest(
    { ...means, ...(boundMs !== undefined && { smokeBoundMs: boundMs }) },
    anAction(over),
    anAbout(),
  );
  expect(smokeReportSchema.parse(report)).toEqual(report);
  return report;
}

const body = (text: string) => Buffer.from(text) as never;
const answer = (text: string, ContentType = 'application/json', httpStatusCode = 200) => ({
  $metadata: { httpStatusCode },
  Body: body(text),
  ContentType,
});
const inputs = () => runtime.commandCalls(InvokeEndpointCommand).map(({ args }) => args[0].input);
const refusal = (name: string, httpStatusCode: number, message = 'words of AWS') =>
  new SageMakerRuntimeServiceException({
    name,
    message,
    $fault: httpStatusCode < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode },
  });
const modelError = (OriginalStatusCode: number, OriginalMessage: string) =>
  new ModelError({
    $metadata: { httpStatusCode: 424 },
    message: 'Received error',
    OriginalStatusCode,
    OriginalMessage,
  });

describe('A smoke test', () => {
  it('asks the endpoint of the rollout as the manifest says', async () => {
    runtime.on(InvokeEndpointCommand).resolves(answer('{}'));
    await tested({ accept: 'application/json' });
    expect(inputs()).toEqual([
      {
        EndpointName: 'iris',
        Body: Buffer.from('[5.1, 3.5]'),
        ContentType: 'application/json',
        Accept: 'application/json',
      },
    ]);
  });

  it('may ask another one', async () => {
    runtime.on(InvokeEndpointCommand).resolves(answer('{}'));
    await tested({ endpoint: 'iris-staging', contentType: 'text/csv' });
    expect(inputs()).toMatchObject([{ EndpointName: 'iris-staging', ContentType: 'text/csv' }]);
    expect(inputs()[0]).not.toHaveProperty('Accept');
  });

  it('reports each of its requests, with what the watch says', async () => {
    const latencies = [12, 250, 3];
    runtime.on(InvokeEndpointCommand).callsFake(async () => {
      at += latencies.shift() ?? 0;
      return answer('{"score": 0.4}');
    });
    expect(await tested({ requests: 3, expect: 'body.score < 1 and latencyMs < 100' })).toEqual({
      kind: 'sent',
      answers: [
        { kind: 'answered', status: 200, latencyMs: 12, holds: true },
        { kind: 'answered', status: 200, latencyMs: 250, holds: false, came: 'false' },
        { kind: 'answered', status: 200, latencyMs: 3, holds: true },
      ],
    });
  });

  it('sends one request after another, never two at once', async () => {
    let open = 0;
    let most = 0;
    runtime.on(InvokeEndpointCommand).callsFake(async () => {
      open += 1;
      most = Math.max(most, open);
      await Promise.resolve();
      open -= 1;
      return answer('{}');
    });
    expect((await tested({ requests: 20 })).kind).toBe('sent');
    expect({ sent: inputs().length, most }).toEqual({ sent: 20, most: 1 });
  });

  it('sends no more when its time is up, and says how many it has sent', async () => {
    runtime.on(InvokeEndpointCommand).callsFake(async () => {
      at += 400;
      return answer('{}');
    });
    const report = await tested({ requests: 10 }, 1000);
    expect(report).toMatchObject({ kind: 'sent', answers: { length: 3 } });
    expect(judgeSmoke(report, { requests: 10 })).toEqual({
      kind: 'failed',
      why: 'only 3 of 10 requests were made',
    });
  });

  it('waits for no answer longer than that', async () => {
    runtime.on(InvokeEndpointCommand).callsFake(
      () =>
        new Promise((_, reject) =>
          setTimeout(() => {
            at = 20;
            reject(new Error('aborted'));
          }, 30),
        ),
    );
    expect(await tested({ requests: 2 }, 10)).toEqual({
      kind: 'sent',
      answers: [{ kind: 'unanswered', why: 'none before the time for all requests was up' }],
    });
  });
});

describe('The answer of an endpoint', () => {
  const sees = async (given: ReturnType<typeof answer>, expect: string) => {
    runtime.on(InvokeEndpointCommand).resolves(given);
    const report = await tested({ expect });
    return report.kind === 'sent' ? report.answers[0] : report;
  };
  const holds = { kind: 'answered', holds: true };

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON',
    'application/vnd.iris+json',
  ])('is JSON where its type says so: %s', async (type) =>
    expect(await sees(answer('{"a": 1}', type), 'body.a = 1')).toMatchObject(holds),
  );

  it.each(['text/csv', 'text/plain', 'application/jsonlines', 'application/octet-stream'])(
    'is text otherwise: %s',
    async (type) => expect(await sees(answer('{"a": 1}', type), 'body = \'{"a": 1}\'')).toMatchObject(holds),
  );

  it('is text where its type says JSON and it is none', async () => {
    expect(await sees(answer('oops'), 'body = "oops"')).toMatchObject(holds);
  });

  it('may be null', async () => {
    expect(await sees(answer('null'), 'body = null')).toMatchObject(holds);
  });

  it('may be nothing', async () => {
    expect(await sees(answer(''), 'body = ""')).toMatchObject(holds);
  });
});

describe('An endpoint that refuses', () => {
  const first = async (error: Error, over: Partial<SmokeAction> = {}) => {
    runtime.on(InvokeEndpointCommand).rejects(error);
    const report = await tested(over);
    return report.kind === 'sent' ? report.answers[0] : report;
  };

  it('by its model, has answered with the model’s own status', async () => {
    expect(await first(modelError(400, '{"error": "too short"}'))).toEqual({
      kind: 'answered',
      status: 400,
      latencyMs: 0,
    });
  });

  it('by its model, may be just what is expected', async () => {
    const expect_ = 'status = 400 and $contains(body, "too short")';
    expect(await first(modelError(400, '{"error": "too short"}'), { expect: expect_ })).toMatchObject({
      holds: true,
    });
  });

  it('whose model says nothing has not answered', async () => {
    expect(await first(modelError(0, ''))).toEqual({ kind: 'unanswered', why: 'the model gave none' });
  });

  it('the request itself has answered', async () => {
    const error = refusal('ValidationError', 400, '1 validation error detected');
    expect(await first(error)).toEqual({ kind: 'answered', status: 400, latencyMs: 0 });
  });

  it('for it is not there, has not answered, whatever refusal is expected', async () => {
    const error = refusal('ValidationError', 400, 'Endpoint staging of account 000000000000 not found.');
    expect(await first(error, { expect: 'status = 400' })).toEqual({
      kind: 'unanswered',
      why: expect.stringMatching(
        /^there is no endpoint "[a-z0-9-]+" that serves; upper and lower case count$/,
      ),
    });
  });

  it.each([
    ['ThrottlingException', 400],
    ['ThrottlingException', 429],
    ['ModelNotReadyException', 429],
    ['ServiceUnavailable', 503],
    ['InternalFailure', 500],
    ['UnrecognizedClientException', 403],
  ])('by %s (%i) has not answered', async (name, status) => {
    expect(await first(refusal(name, status), { expect: `status = ${status}` })).toEqual({
      kind: 'unanswered',
      why: name,
    });
  });

  it('by AccessDeniedException has not answered: what is not there has no tag either', async () => {
    expect(await first(refusal('AccessDeniedException', 403), { expect: 'status = 403' })).toEqual({
      kind: 'unanswered',
      why: 'access denied: there is no endpoint "iris", or it lacks the tag greenlight:managed=true',
    });
  });

  it('the connection has not answered', async () => {
    const error = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1'), { code: 'ECONNREFUSED' });
    expect(await first(error)).toEqual({ kind: 'unanswered', why: 'ECONNREFUSED' });
  });

  it('once is reported, and the others are sent all the same', async () => {
    runtime.on(InvokeEndpointCommand).rejectsOnce(refusal('InternalFailure', 500)).resolves(answer('{}'));
    const report = await tested({ requests: 3 });
    expect(judgeSmoke(report, { requests: 3 })).toMatchObject({
      kind: 'failed',
      why: '1 of 3 requests failed; the first, request 1: no answer (InternalFailure)',
    });
  });
});

describe('Nothing is sent', () => {
  afterEach(() => expect(inputs()).toEqual([]));

  it('if the expectation is no JSONata', async () => {
    expect(await tested({ expect: 'body.(' })).toMatchObject({
      kind: 'not-sent',
      why: expect.stringMatching(/JSONata/),
    });
  });

  it('if there is no such file beside the manifest', async () => {
    s3.on(GetObjectCommand).rejects(new NoSuchKey({ message: 'none', $metadata: {} }));
    expect(await tested({ payload: { file: 'sample.json' } })).toEqual({
      kind: 'not-sent',
      why: 'there is no models/iris/sample.json',
    });
  });

  it('if the file is larger than an endpoint takes', async () => {
    s3.on(GetObjectCommand).resolves({ ContentLength: 6_291_457 });
    expect(await tested({ payload: { file: 'sample.json' } })).toEqual({
      kind: 'not-sent',
      why: 'models/iris/sample.json has 6291457 bytes, and an endpoint takes 6291456 at most',
    });
  });

  it('if the file cannot be read for now: that is our own fault, and thrown to be tried again', async () => {
    s3.on(GetObjectCommand).rejects(Object.assign(new Error('slow down'), { name: 'SlowDown' }));
    await expect(tested({ payload: { file: 'sample.json' } })).rejects.toThrow('slow down');
  });
});

describe('A file beside the manifest', () => {
  it('is read from the bucket of the release, once for all requests', async () => {
    const transformToByteArray = async () => Buffer.from('from the file');
    s3.on(GetObjectCommand).resolves({ ContentLength: 13, Body: { transformToByteArray } as never });
    runtime.on(InvokeEndpointCommand).resolves(answer('{}'));
    await tested({ payload: { file: 'samples/one.json' }, requests: 2 });
    expect(s3.commandCalls(GetObjectCommand).map(({ args }) => args[0].input)).toEqual([
      { Bucket: anArtifact().bucket, Key: 'models/iris/samples/one.json' },
    ]);
    expect(inputs().map(({ Body }) => String(Body))).toEqual(['from the file', 'from the file']);
  });
});

describe('The client of a smoke test', () => {
  it('asks once: what failed is not tried again unseen', async () => {
    runtime.restore();
    let requests = 0;
    const server = createServer((_request, response) => {
      requests += 1;
      response.writeHead(500, { 'x-amzn-errortype': 'InternalFailure' }).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new OnceRuntimeClient({ region, endpoint, credentials });
    const means = { runtime: client, s3: new S3Client({ region }), stopwatch };
    expect(await smokeTest(means, anAction(), anAbout())).toEqual({
      kind: 'sent',
      answers: [{ kind: 'unanswered', why: 'InternalFailure' }],
    });
    expect(requests).toBe(1);
    client.destroy();
    server.close();
  });
});
