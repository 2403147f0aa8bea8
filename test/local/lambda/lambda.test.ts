import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Handler, Seam } from '../../../local/lambda/seam.ts';
import { utf8, type WireService } from '../../../local/transport/wire.ts';
import { lambdaStory } from './lambda-story.ts';

const echo = () => async (event: unknown) => event;

describe('A function', () => {
  it('runs with its own environment and none of the host’s', async () => {
    const make = (seam: Seam) => async () => ({ ...seam.env });
    const story = lambdaStory({ one: make, two: make });
    story.create('one', { environment: { TABLE_NAME: 'one-table' } });
    story.create('two', { environment: { TABLE_NAME: 'two-table' } });

    const one = await story.lambda.functions.invoke('one', {});
    const two = await story.lambda.functions.invoke('two', {});

    expect(one).toEqual({
      ok: true,
      requestId: expect.any(String),
      payload: {
        TABLE_NAME: 'one-table',
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_LAMBDA_FUNCTION_NAME: 'one',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        _HANDLER: 'one',
      },
    });
    expect(two).toMatchObject({ payload: { TABLE_NAME: 'two-table', AWS_LAMBDA_FUNCTION_NAME: 'two' } });
  });

  it('is made once, at its first invocation', async () => {
    let made = 0;
    const story = lambdaStory({
      f: () => {
        made += 1;
        return async () => made;
      },
    });
    story.create('f');
    expect(story.loads()).toBe(0);

    await story.lambda.functions.invoke('f', {});
    await story.lambda.functions.invoke('f', {});
    expect([story.loads(), made]).toEqual([1, 1]);
  });

  it('is made again after an initialisation that failed', async () => {
    let made = 0;
    const story = lambdaStory({
      f: (seam) => {
        made += 1;
        if (made === 1) throw new Error(`TABLE_NAME is not set: ${seam.env.TABLE_NAME}`);
        return async () => 'ready';
      },
    });
    story.create('f');
    expect(await story.lambda.functions.invoke('f', {})).toEqual({
      ok: false,
      errorType: 'Error',
      errorMessage: 'TABLE_NAME is not set: undefined',
      more: { trace: expect.arrayContaining(['Error: TABLE_NAME is not set: undefined']) },
    });
    expect(await story.lambda.functions.invoke('f', {})).toEqual({
      ok: true,
      requestId: expect.any(String),
      payload: 'ready',
    });
  });

  it('is given the simulated clock, a request id and the time that remains to it', async () => {
    const story = lambdaStory({
      f: (seam) => async (_event, context) => ({
        now: seam.clock.now(),
        ...context,
        remaining: context.getRemainingTimeInMillis(),
      }),
    });
    const arn = story.create('f', { timeoutSeconds: 10 });
    const result = await story.lambda.functions.invoke(arn, {});
    expect(result).toMatchObject({
      payload: { now: Date.UTC(2026, 0, 5), functionName: 'f', invokedFunctionArn: arn },
    });
    const payload = (result as { payload: { awsRequestId: string; remaining: number } }).payload;
    expect(payload.awsRequestId).toMatch(/^[0-9a-f]{8}-/);
    expect(payload.remaining).toBeGreaterThan(5_000);
    expect(payload.remaining).toBeLessThanOrEqual(10_000);
  });

  it('reaches the local AWS with real SDK clients', async () => {
    const seen: string[] = [];
    const sts: WireService = {
      id: 'sts',
      handle: async (request) => {
        seen.push(request.headers.host ?? '');
        return {
          status: 200,
          headers: { 'content-type': 'text/xml' },
          body: utf8(
            '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>000000000000</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
          ),
        };
      },
      refuse: () => ({ status: 500, headers: {}, body: new Uint8Array() }),
    };
    const story = lambdaStory(
      {
        f: (seam) => {
          const client = seam.clients(STSClient);
          return async () => (await client.send(new GetCallerIdentityCommand({}))).Account;
        },
      },
      [sts],
    );
    story.create('f');
    expect(await story.lambda.functions.invoke('f', {})).toEqual({
      ok: true,
      requestId: expect.any(String),
      payload: '000000000000',
    });
    expect(seen).toEqual(['127.0.0.1:4566']);
  });

  it('passes its event and its answer through JSON', async () => {
    const story = lambdaStory({
      f: () => async (event) => ({ event, at: new Date(0), gone: undefined }),
      silent: () => async () => undefined,
    });
    story.create('f');
    story.create('silent');
    expect(await story.lambda.functions.invoke('f', { when: new Date(1000), none: undefined })).toEqual({
      ok: true,
      requestId: expect.any(String),
      payload: { event: { when: '1970-01-01T00:00:01.000Z' }, at: '1970-01-01T00:00:00.000Z' },
    });
    expect(await story.lambda.functions.invoke('silent', {})).toEqual({
      ok: true,
      requestId: expect.any(String),
      payload: null,
    });
  });

  it.each<[string, Handler, string, string]>([
    [
      'its error’s name and message when it throws',
      async () => {
        throw Object.assign(new Error('no such role'), { name: 'ApiRefused' });
      },
      'ApiRefused',
      'no such role',
    ],
    [
      'the type of what it threw when that is no error',
      () => {
        throw 'text';
      },
      'string',
      'text',
    ],
    [
      'an answer that is no JSON',
      async () => 1n,
      'Runtime.MarshalError',
      'Unable to stringify response body',
    ],
    [
      'an answer that is too large',
      async () => 'x'.repeat(7_000_000),
      'Function.ResponseSizeTooLarge',
      '6291556',
    ],
  ])('fails with %s', async (_what, handler, errorType, message) => {
    const story = lambdaStory({ f: () => handler });
    story.create('f');
    const result = await story.lambda.functions.invoke('f', {});
    expect(result).toMatchObject({ ok: false, errorType });
    expect((result as { errorMessage: string }).errorMessage).toContain(message);
  });

  it('logs what it says and how it failed, at the simulated instant', async () => {
    const story = lambdaStory({
      f: (seam) => async () => {
        seam.log.info('seen', { endpoint: 'iris' });
        throw new Error('broken');
      },
    });
    story.create('f');
    await story.lambda.functions.invoke('f', {});
    const at = Date.UTC(2026, 0, 5);
    expect(story.log).toMatchObject([
      { at, functionName: 'f', level: 'info', message: 'seen', data: { endpoint: 'iris' } },
      { at, functionName: 'f', level: 'error', message: 'invocation failed: Error: broken' },
    ]);
  });

  it('may not take a name that is taken', () => {
    const story = lambdaStory({ f: echo });
    story.create('f');
    expect(() => story.create('f')).toThrow('Function already exist: f');
  });

  it('may have no dead-letter topic yet', () => {
    const topic = 'arn:aws:sns:us-east-1:000000000000:t';
    expect(() => lambdaStory().create('f', { deadLetterArn: topic })).toThrow(
      'does not cover a dead-letter target',
    );
  });
});

describe('The timeout of a function', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('strikes in host time, whatever the simulated clock says', async () => {
    const story = lambdaStory({ f: () => () => new Promise(() => {}) });
    story.create('f', { timeoutSeconds: 3 });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

    const result = story.lambda.functions.invoke('f', {});
    await story.clock.advance(3_600_000);
    let settled = false;
    void result.then(() => {
      settled = true;
    });
    await story.clock.settle();
    expect(settled).toBe(false);

    await vi.advanceTimersByTimeAsync(3000);
    expect(await result).toEqual({
      ok: false,
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(
        /^RequestId: [0-9a-f-]{36} Error: Task timed out after 3\.00 seconds$/,
      ),
    });
  });

  it('takes the container: what ran too long gets no further than its next AWS call, and the next start is cold', async () => {
    const seen: string[] = [];
    let goOn = () => {};
    const slow = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const story = lambdaStory({
      f: ({ clients }) => {
        const lambda = clients(LambdaClient);
        return async () => {
          await slow;
          seen.push('went on');
          await lambda.send(new ListFunctionsCommand({}));
          seen.push('called');
        };
      },
    });
    story.create('f', { timeoutSeconds: 3 });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const result = story.lambda.functions.invoke('f', {});
    await story.clock.settle();
    await vi.advanceTimersByTimeAsync(3000);
    expect(await result).toMatchObject({ errorType: 'Sandbox.Timedout' });
    goOn();
    await story.clock.settle();
    expect(seen).toEqual(['went on']);
    await story.lambda.functions.invoke('f', {});
    expect(seen).toEqual(['went on', 'went on', 'called']);
    expect(story.records).toMatchObject([
      { outcome: 'failed', calls: [] },
      { outcome: 'succeeded', cold: true },
    ]);
  });
});
