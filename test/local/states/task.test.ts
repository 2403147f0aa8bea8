import { afterEach, describe, expect, it, vi } from 'vitest';
import { fail, invoke, machine, secondsInto, world } from './world.ts';

describe('a Task that invokes a function', () => {
  it('gives the function its Payload and has AWS’s result: the answer and what the SDK tells of it', async () => {
    const { output } = await world({ add: ({ a, b }: { a: number; b: number }) => ({ sum: a + b }) }).run(
      machine('Add', { Add: invoke('add') }),
      { a: 1, b: 2 },
    );
    const headers = {
      'X-Amz-Executed-Version': '$LATEST',
      'x-amzn-Remapped-Content-Length': '0',
      Connection: 'keep-alive',
      'x-amzn-RequestId': expect.stringMatching(/^[\da-f-]{36}$/),
      'Content-Length': '9',
      Date: 'Mon, 05 Jan 2026 00:00:00 GMT',
      'X-Amzn-Trace-Id': expect.stringMatching(
        /^Root=1-[\da-f]{8}-[\da-f]{24};Parent=[\da-f]{16};Sampled=0$/,
      ),
      'Content-Type': 'application/json',
    };
    expect(output).toEqual({
      ExecutedVersion: '$LATEST',
      Payload: { sum: 3 },
      SdkHttpMetadata: {
        AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
        HttpHeaders: headers,
        HttpStatusCode: 200,
      },
      SdkResponseMetadata: { RequestId: headers['x-amzn-RequestId'] },
      StatusCode: 200,
    });
  });

  it('calls with an empty object when no Payload is given, and takes no answer as null', async () => {
    const seen: unknown[] = [];
    const { output } = await world({ quiet: (payload: object) => void seen.push(payload) }).run(
      machine('Call', {
        Call: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'quiet' },
          Output: '{% $states.result.Payload %}',
          End: true,
        },
      }),
    );
    expect(seen).toEqual([{}]);
    expect(output).toBeNull();
  });

  it('has the bare payload as its result when the resource is the function itself', async () => {
    const w = world({ twice: (n: number) => 2 * n });
    const { output, history } = await w.run(
      machine('Twice', {
        Twice: {
          Type: 'Task',
          Resource: 'arn:aws:lambda:us-east-1:000000000000:function:twice',
          Arguments: '{% $states.input.n %}',
          End: true,
        },
      }),
      { n: 21 },
    );
    expect(output).toBe(42);
    expect(history.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it("fails with the function's error type, and a cause that is its error as JSON", async () => {
    const { execution } = await world({ bad: () => fail('ManifestError', 'step: 60 % is too much') }).run(
      machine('Bad', { Bad: invoke('bad') }),
    );
    expect(execution).toMatchObject({ status: 'FAILED', error: 'ManifestError' });
    expect(JSON.parse(execution.cause ?? '')).toEqual({
      errorType: 'ManifestError',
      errorMessage: 'step: 60 % is too much',
    });
  });

  it('takes its Arguments from one expression, as AWS does, and then looks at what it gives', async () => {
    const w = world({ add: ({ a }: { a: number }) => a + 1 });
    const Call = {
      ...invoke('add'),
      Arguments: '{% $states.input %}',
      Output: '{% $states.result.Payload %}',
    };
    const story = w.createMachine(machine('Call', { Call }));
    const asked = async (input: unknown) => w.finish(await w.startExecution(story, input));
    expect((await asked({ FunctionName: 'add', Payload: { a: 1 } })).output).toBe('2');
    expect(await asked({ FunctionName: 'add', InvocationType: 'Event' })).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringContaining(
        "covers FunctionName and Payload of lambda:invoke, not 'InvocationType'",
      ),
    });
    expect(await asked([1])).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining(
        "specified for the field 'Arguments' returned an unexpected result type. Expected 'object', but was 'array' for value: [1]",
      ),
    });
  });

  it('fails with Lambda.ResourceNotFoundException when there is no such function', async () => {
    const { execution } = await world().run(machine('Nobody', { Nobody: invoke('nobody') }));
    expect(execution.error).toBe('Lambda.ResourceNotFoundException');
    expect(execution.cause).toMatch(
      /^Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody:\$LATEST \(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: [\da-f-]{36}; Proxy: null\)$/,
    );
  });

  it('fails with States.Runtime when the FunctionName is no string', async () => {
    const state = { ...invoke('any'), Arguments: { FunctionName: '{% 7 %}' } };
    const { execution } = await world().run(machine('Odd', { Odd: state }));
    expect(execution.error).toBe('States.Runtime');
    expect(execution.cause).toContain("Arguments/FunctionName: expected a function's name or ARN, got 7");
  });
});

describe('TimeoutSeconds without a token', () => {
  afterEach(() => void vi.useRealTimers());

  it("bounds the function's work in the host's time, not the simulated one", async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const w = world({ stuck: () => new Promise(() => undefined) });
    const executionArn = await w.startExecution(
      w.createMachine(machine('Stuck', { Stuck: invoke('stuck', { TimeoutSeconds: 30, End: true }) })),
    );
    await w.clock.advance(86_400_000);
    vi.advanceTimersByTime(29_999);
    await w.clock.settle();
    expect((await w.describe(executionArn)).status).toBe('RUNNING');
    vi.advanceTimersByTime(1);
    await w.clock.settle();
    expect(await w.describe(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect((await w.history(executionArn)).map(({ type }) => type).slice(-2)).toEqual([
      'TaskTimedOut',
      'ExecutionFailed',
    ]);
  });
});

describe('Retry', () => {
  /** A function that fails `times` times, and tells when it was called. */
  const flaky = (times: number, error = 'Busy') => {
    const calls: number[] = [];
    const w: ReturnType<typeof world> = world({
      flaky: () => {
        calls.push(secondsInto(new Date(w.clock.now())));
        if (calls.length <= times) fail(error);
        return calls.length;
      },
    });
    return { w, calls };
  };

  it('tries again after 2 s and 4 s more: at +2 and +6', async () => {
    const { w, calls } = flaky(2);
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 2 }];
    const { output, history } = await w.run(
      machine('Try', { Try: invoke('flaky', { Retry, Output: '{% $states.result.Payload %}', End: true }) }),
    );
    expect(calls).toEqual([0, 2, 6]);
    expect(output).toBe(3);
    expect(history.map(({ type }) => type).slice(2, -2)).toEqual([
      ...['TaskScheduled', 'TaskStarted', 'TaskFailed'],
      ...['TaskScheduled', 'TaskStarted', 'TaskFailed'],
      ...['TaskScheduled', 'TaskStarted', 'TaskSucceeded'],
    ]);
  });

  it('gives up with the last error when the attempts are used up', async () => {
    const { w, calls } = flaky(9);
    const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 3 }];
    const { execution } = await w.run(machine('Try', { Try: invoke('flaky', { Retry, End: true }) }));
    expect(calls).toEqual([0, 1, 2, 3]);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Busy' });
  });

  it('caps the delay at MaxDelaySeconds', async () => {
    const { w, calls } = flaky(4);
    const Retry = [
      { ErrorEquals: ['Busy'], IntervalSeconds: 10, BackoffRate: 3, MaxDelaySeconds: 40, MaxAttempts: 4 },
    ];
    await w.run(machine('Try', { Try: invoke('flaky', { Retry, End: true }) }));
    expect(calls).toEqual([0, 10, 40, 80, 120]);
  });

  it('tells each try its number in the context object', async () => {
    const seen: unknown[] = [];
    const w = world({
      count: (payload: number) => {
        seen.push(payload);
        if (seen.length < 3) fail('Busy');
      },
    });
    const Arguments = { FunctionName: 'count', Payload: '{% $states.context.State.RetryCount %}' };
    const Retry = [{ ErrorEquals: ['Busy'] }];
    await w.run(machine('Try', { Try: { ...invoke('count', { Retry, End: true }), Arguments } }));
    expect(seen).toEqual([0, 1, 2]);
  });

  it('retries an expression of the task that failed, and shows each failure in the history', async () => {
    const { w } = flaky(0);
    const Retry = [{ ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 1 }];
    const Output = { version: '{% $states.result.Payload.version %}' };
    const { execution, history } = await w.run(
      machine('Try', { Try: invoke('flaky', { Retry, Output, End: true }) }),
    );
    expect(execution.error).toBe('States.QueryEvaluationError');
    expect(execution.cause).toBe(
      "An error occurred while executing the state 'Try' (entered at the event id #2). The JSONata expression " +
        "'$states.result.Payload.version' specified for the field 'Output/version' returned nothing (undefined).",
    );
    const evaluations = history.filter(({ type }) => type === 'EvaluationFailed');
    expect(evaluations.map((event) => event.evaluationFailedEventDetails)).toEqual(
      Array(2).fill({
        error: 'States.QueryEvaluationError',
        cause: execution.cause,
        location: 'Output/version',
        state: 'Try',
      }),
    );
  });
});

describe('Catch', () => {
  const routes = (more: object = {}) =>
    machine('Try', {
      Try: invoke('bad', {
        Catch: [
          { ErrorEquals: ['Rejected', 'Busy'], Next: 'Told', ...more },
          { ErrorEquals: ['States.ALL'], Next: 'Urgent' },
        ],
        Next: 'Done',
      }),
      Done: { Type: 'Succeed' },
      Told: { Type: 'Pass', Output: { told: '{% $states.input %}' }, End: true },
      Urgent: { Type: 'Pass', Output: { urgent: '{% $states.input %}' }, End: true },
    });

  it('leads to the state of the first Catcher that matches, with the error output', async () => {
    const w = world({ bad: () => fail('Busy', 'later') });
    const { output } = await w.run(routes());
    expect(output).toEqual({
      told: { Error: 'Busy', Cause: JSON.stringify({ errorType: 'Busy', errorMessage: 'later' }) },
    });
  });

  it('falls to States.ALL for any other error', async () => {
    const { output } = await world({ bad: () => fail('Unheard') }).run(routes());
    expect(output).toMatchObject({ urgent: { Error: 'Unheard' } });
  });

  it('has its own Output and Assign, which see the error and the input', async () => {
    const definition = routes({
      Output: {
        why: '{% $parse($states.errorOutput.Cause).errorMessage %}',
        of: '{% $states.input.release %}',
      },
      Assign: { error: '{% $states.errorOutput.Error %}' },
    });
    definition.States = {
      ...definition.States,
      Told: { Type: 'Pass', Output: { told: '{% $states.input %}', error: '{% $error %}' }, End: true },
    };
    const { output } = await world({ bad: () => fail('Rejected', '60 %') }).run(definition, {
      release: 'iris-1',
    });
    expect(output).toEqual({ told: { why: '60 %', of: 'iris-1' }, error: 'Rejected' });
  });

  it('comes after the retries', async () => {
    let calls = 0;
    const w = world({
      bad: () => {
        calls += 1;
        fail('Busy');
      },
    });
    const { execution } = await w.run(
      machine('Try', {
        Try: invoke('bad', {
          Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 5, BackoffRate: 1, MaxAttempts: 2 }],
          Catch: [{ ErrorEquals: ['Busy'], Next: 'Told' }],
          Next: 'Told',
        }),
        Told: { Type: 'Succeed' },
      }),
    );
    expect(calls).toBe(3);
    expect(execution.status).toBe('SUCCEEDED');
    expect(secondsInto(execution.stopDate)).toBe(10);
  });

  it('fails the execution when the Catcher itself cannot be evaluated', async () => {
    const { execution } = await world({ bad: () => fail('Busy') }).run(
      routes({ Output: { x: '{% $states.input.absent %}' } }),
    );
    expect(execution.error).toBe('States.QueryEvaluationError');
    expect(execution.cause).toContain("specified for the field 'Catch[0]/Output/x' returned nothing");
  });
});
