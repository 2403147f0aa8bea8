import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterFailure } from '../../../local/lambda/async-invocation.ts';
import type { AsyncSettings } from '../../../local/lambda/async-settings.ts';
import { deadLetters, lambdaStory } from './lambda-story.ts';

const start = Date.UTC(2026, 0, 5);

describe('An asynchronous invocation', () => {
  it('is accepted before it runs', async () => {
    const events: unknown[] = [];
    const story = lambdaStory({ f: () => async (event) => events.push(event) });
    story.create('f');

    await story.lambda.functions.invokeAsync('f', { n: 1 });
    expect(events).toEqual([]);
    await story.clock.advance(0);
    expect(events).toEqual([{ n: 1 }]);
    expect(story.clock.leaks).toEqual([]);
  });

  it('is tried again after one minute and after two more, then goes to the dead-letter queue', async () => {
    const attempts: { at: number; id: string; event: unknown }[] = [];
    const story = lambdaStory({
      f: (seam) => async (event, context) => {
        attempts.push({
          at: seam.clock.now() - start,
          id: context.awsRequestId,
          event: structuredClone(event),
        });
        (event as { n: number }).n += 1;
        throw new Error(`endpoint ${'é'.repeat(2000)}`);
      },
    });
    story.create('f', { deadLetterArn: deadLetters });

    await story.lambda.functions.invokeAsync('f', { n: 1 });
    await story.clock.advance(179_999);
    expect(attempts.map(({ at }) => at)).toEqual([0, 60_000]);
    expect(story.letters).toEqual([]);

    // 'endpoint ' is 9 bytes and each é is 2: 507 of them fill 1,023 bytes.
    const oneKilobyte = `endpoint ${'é'.repeat(507)}`;
    await story.clock.advance(86_400_000);
    expect(attempts.map(({ at }) => at)).toEqual([0, 60_000, 180_000]);
    expect(attempts.map(({ event }) => event)).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }]);
    const [id] = attempts.map((attempt) => attempt.id);
    expect(attempts.every((attempt) => attempt.id === id)).toBe(true);
    expect(story.letters).toEqual([
      {
        at: start + 180_000,
        queueArn: deadLetters,
        body: '{"n":1}',
        attributes: { RequestID: id, ErrorCode: '200', ErrorMessage: oneKilobyte },
      },
    ]);
  });

  it('ends at the first attempt that succeeds', async () => {
    const attempts: number[] = [];
    const story = lambdaStory({
      f: (seam) => async () => {
        attempts.push(seam.clock.now() - start);
        if (attempts.length < 2) throw new Error('not yet');
      },
    });
    story.create('f', { deadLetterArn: deadLetters });
    await story.lambda.functions.invokeAsync('f', {});
    await story.clock.advance(86_400_000);
    expect(attempts).toEqual([0, 60_000]);
    expect(story.letters).toEqual([]);
  });

  it('is dropped, and says so in the log, where there is no dead-letter queue', async () => {
    const story = lambdaStory({
      f: () => async () => {
        throw new Error('broken');
      },
    });
    story.create('f');
    await story.lambda.functions.invokeAsync('f', {});
    await story.clock.advance(86_400_000);
    expect(story.log.at(-1)?.message).toContain('no dead-letter queue');
  });

  it('of a function that is not there is refused at once', async () => {
    await expect(lambdaStory().lambda.functions.invokeAsync('nobody', {})).rejects.toThrow(
      'Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody',
    );
  });
});

describe('The settings of asynchronous invocations', () => {
  const failures = 'arn:aws:sqs:us-east-1:000000000000:failures';

  function failing(settings: Partial<AsyncSettings>) {
    const attempts: number[] = [];
    const story = lambdaStory({
      f: (seam) => async () => {
        attempts.push(seam.clock.now() - start);
        throw new TypeError('no');
      },
    });
    story.create('f', { deadLetterArn: deadLetters });
    story.lambda.configureAsync('f', settings);
    return { ...story, attempts };
  }

  it.each([
    [{ maximumRetryAttempts: 0 }, [0]],
    [{ maximumRetryAttempts: 1 }, [0, 60_000]],
    [{ maximumEventAgeSeconds: 60 }, [0, 60_000]],
    [{}, [0, 60_000, 180_000]],
  ])('%j: tried at %j', async (settings, expected) => {
    const story = failing(settings);
    await story.lambda.functions.invokeAsync('f', {});
    await story.clock.advance(86_400_000);
    expect(story.attempts).toEqual(expected);
    expect(story.letters).toMatchObject([{ queueArn: deadLetters }]);
  });

  it('send a record of what failed for good to the destination, beside the dead letter', async () => {
    const story = failing({ onFailureArn: failures });
    await story.lambda.functions.invokeAsync('f', { n: 1 });
    await story.clock.advance(86_400_000);
    expect(story.letters.map(({ queueArn }) => queueArn)).toEqual([deadLetters, failures]);
    expect(JSON.parse(story.letters[1]?.body ?? '')).toEqual({
      version: '1.0',
      timestamp: new Date(start + 180_000).toISOString(),
      requestContext: {
        requestId: story.records[0]?.requestId,
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { n: 1 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: {
        errorType: 'TypeError',
        errorMessage: 'no',
        trace: expect.arrayContaining(['TypeError: no']),
      },
    });
  });

  it('say so where the event became too old', async () => {
    const story = failing({ onFailureArn: failures, maximumEventAgeSeconds: 60 });
    await story.lambda.functions.invokeAsync('f', {});
    await story.clock.advance(86_400_000);
    expect(JSON.parse(story.letters[1]?.body ?? '').requestContext).toMatchObject({
      condition: 'EventAgeExceeded',
      approximateInvokeCount: 2,
    });
  });

  it('are refused for a function that is not there, and for a destination that is no queue', () => {
    const { lambda } = failing({});
    expect(() => lambda.configureAsync('g', {})).toThrow('Function not found');
    const topic = 'arn:aws:sns:us-east-1:000000000000:t';
    expect(() => lambda.configureAsync('f', { onFailureArn: topic })).toThrow(
      'does not cover an on-failure destination',
    );
  });
});

describe('What follows a failure', () => {
  it.each([
    [1, 0, { kind: 'retry', afterMs: 60_000 }],
    [2, 60_000, { kind: 'retry', afterMs: 120_000 }],
    [3, 180_000, { kind: 'give-up' }],
    // 6 h less 1 min is the last age at which a wait of 1 min still ends in time.
    [1, 21_540_000, { kind: 'retry', afterMs: 60_000 }],
    [1, 21_540_001, { kind: 'give-up' }],
  ] as const)('attempt %i at age %i ms', (attempt, age, expected) => {
    expect(afterFailure(attempt, 1000, 1000 + age)).toEqual(expected);
  });

  it('never runs an event older than six hours, nor more than three times', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 30_000_000 }), (attempt, age) => {
        const next = afterFailure(attempt, 0, age);
        if (next.kind === 'give-up') return;
        expect(attempt).toBeLessThan(3);
        expect(age + next.afterMs).toBeLessThanOrEqual(21_600_000);
      }),
    );
  });
});
