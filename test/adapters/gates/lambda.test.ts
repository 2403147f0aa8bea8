import { InvokeCommand, LambdaClient, LambdaServiceException } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { askFunction } from '../../../adapters/gates/lambda.ts';
import { checkAnswerOf } from '../../../core/gates/check-answer.ts';
import { rolloutName } from '../../../core/release.ts';
import { aRollout } from '../../support/builders.ts';
import { anAbout } from './questions.ts';

const lambda = mockClient(LambdaClient);
afterAll(() => lambda.restore());
beforeEach(() => lambda.reset());

const client = new LambdaClient({ region: 'us-east-1' });
const arn = 'arn:aws:lambda:us-east-1:000000000000:function:check-budget';

async function ask(name = 'check-budget', allowedFunctions = ['check-*', arn], timeoutSeconds = 60) {
  const action = { kind: 'lambda', function: name, timeoutSeconds } as const;
  const answer = await askFunction({ lambda: client, allowedFunctions }, action, anAbout());
  expect(checkAnswerOf(answer)).toEqual(answer);
  return answer;
}
const payload = (text: string) => Buffer.from(text) as never;
const answers = (text: string, FunctionError?: string) =>
  lambda.on(InvokeCommand).resolves({
    StatusCode: 200,
    Payload: payload(text),
    ...(FunctionError !== undefined && { FunctionError }),
  });
const fails = (name: string, httpStatusCode: number) =>
  lambda.on(InvokeCommand).rejects(
    new LambdaServiceException({
      name,
      message: 'words of AWS',
      $fault: httpStatusCode < 500 ? 'client' : 'server',
      $metadata: { httpStatusCode },
    }),
  );

describe('A function of the user’s', () => {
  it('is called with what it is about, and waited for', async () => {
    answers('{"verdict":"pass"}');
    await ask();
    const { Payload, ...input } = lambda.commandCalls(InvokeCommand)[0]?.args[0].input ?? {};
    expect(input).toEqual({ FunctionName: 'check-budget', InvocationType: 'RequestResponse' });
    expect(JSON.parse(Buffer.from(Payload as Uint8Array).toString())).toEqual({
      id: 'gate#iris-1#before#0',
      gate: 'gate#iris-1#before#0',
      endpoint: 'iris',
      rollout: rolloutName(aRollout()),
      release: aRollout().release.id,
      version: 'v2',
      stage: 'before',
    });
  });

  it.each(['check-budget', 'check-budget:live', arn])('may be %s, which is on the list', async (name) => {
    answers('{"verdict":"fail","reason":"budget spent"}');
    expect(await ask(name)).toEqual({ kind: 'said', verdict: 'fail', reason: 'budget spent' });
  });

  it.each(['delete-everything', `${arn}:2`, 'arn:aws:lambda:us-east-1:999999999999:function:check-budget'])(
    'that is not on the list is not called: %s',
    async (name) => {
      answers('{"verdict":"pass"}');
      expect(await ask(name)).toMatchObject({ kind: 'refused', why: expect.stringMatching(/^not allowed/) });
      expect(lambda.calls()).toEqual([]);
    },
  );

  it('is not called where none is on the list', async () => {
    expect(await ask('check-budget', [])).toEqual({
      kind: 'refused',
      why: 'not allowed at deploy time (none is)',
    });
  });

  it('that breaks has failed; its own words are not repeated', async () => {
    const broken = { errorType: 'TypeError', errorMessage: 'password is hunter2', trace: ['hunter2'] };
    answers(JSON.stringify(broken), 'Unhandled');
    expect(await ask()).toEqual({ kind: 'refused', why: 'it broke (TypeError)' });
  });

  it.each(['null', 'no JSON', '{"errorType": "words of its own: hunter2"}'])(
    'that breaks in a way of its own has failed, too: %s',
    async (text) => {
      answers(text, 'Handled');
      expect(await ask()).toEqual({ kind: 'refused', why: 'it broke' });
    },
  );

  it('that has said pass before it broke has broken', async () => {
    answers('{"verdict":"pass"}', 'Unhandled');
    expect(await ask()).toEqual({ kind: 'refused', why: 'it broke' });
  });

  it('that runs into its own timeout gives no answer', async () => {
    answers(
      '{"errorType":"Sandbox.Timedout","errorMessage":"Task timed out after 3.00 seconds"}',
      'Unhandled',
    );
    expect(await ask()).toEqual({ kind: 'silent', why: 'it ran into its own timeout' });
  });

  it.each(['', 'null', '"pass"', 'true', '{}'])('that returns %j has given no answer', async (text) => {
    answers(text);
    expect(await ask()).toMatchObject({
      kind: 'refused',
      why: expect.stringMatching(/^expected \{"verdict"/),
    });
  });

  it('that returns a novel has given no answer', async () => {
    answers(JSON.stringify({ verdict: 'pass', more: 'x'.repeat(65_536) }));
    expect(await ask()).toMatchObject({ kind: 'refused', why: expect.stringMatching(/65536 bytes/) });
  });

  it.each([
    ['ResourceNotFoundException', 404],
    ['AccessDeniedException', 403],
    ['InvalidParameterValueException', 400],
  ])('that AWS refuses to call (%s) is not asked again', async (name, status) => {
    fails(name, status);
    expect(await ask()).toEqual({ kind: 'refused', why: `it could not be called (${name})` });
  });

  it.each([
    ['TooManyRequestsException', 429],
    ['ThrottlingException', 400],
    ['ServiceException', 500],
    ['EC2ThrottledException', 502],
  ])('that AWS cannot call now (%s) has given no answer', async (name, status) => {
    fails(name, status);
    expect(await ask()).toEqual({ kind: 'silent', why: `it could not be called (${name})` });
  });

  it('that cannot be reached has given no answer', async () => {
    lambda.on(InvokeCommand).rejects(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
    expect(await ask()).toEqual({ kind: 'silent', why: 'it could not be called (ECONNREFUSED)' });
  });

  it('is waited for no longer than the manifest says', async () => {
    lambda
      .on(InvokeCommand)
      .callsFake(() => new Promise((_, reject) => setTimeout(reject, 30, new Error('aborted'))));
    expect(await ask('check-budget', ['check-*'], 0.01)).toEqual({
      kind: 'silent',
      why: 'no answer within 0.01 s',
    });
  });
});
