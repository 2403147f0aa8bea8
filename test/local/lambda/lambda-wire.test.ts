import {
  CreateAliasCommand,
  GetFunctionCommand,
  InvokeCommand,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { deadLetters, lambdaStory } from './lambda-story.ts';

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const textOf = (payload: Uint8Array | undefined) => Buffer.from(payload ?? []).toString();

function story() {
  const told = lambdaStory({
    echo: () => async (event) => ({ event }),
    broken: () => async () => {
      throw Object.assign(new Error('no such role'), { name: 'ApiRefused' });
    },
  });
  told.create('echo', { environment: { TABLE_NAME: 't' }, deadLetterArn: deadLetters });
  told.create('broken');
  return told;
}

describe('Lambda’s API', () => {
  it.each([
    'echo',
    'echo:$LATEST',
    'function:echo',
    '000000000000:function:echo',
    'arn:aws:lambda:us-east-1:000000000000:function:echo',
  ])('invokes %s and answers with its result', async (FunctionName) => {
    const answer = await story().client.send(new InvokeCommand({ FunctionName, Payload: json({ n: 1 }) }));
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(answer.FunctionError).toBeUndefined();
    expect(textOf(answer.Payload)).toBe('{"event":{"n":1}}');
  });

  it('gives an empty object for no payload', async () => {
    const answer = await story().client.send(new InvokeCommand({ FunctionName: 'echo' }));
    expect(textOf(answer.Payload)).toBe('{"event":{}}');
  });

  it('tells of a function’s error in a header, with status 200', async () => {
    const answer = await story().client.send(
      new InvokeCommand({ FunctionName: 'broken', Payload: json({}) }),
    );
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(JSON.parse(textOf(answer.Payload))).toEqual({
      errorType: 'ApiRefused',
      errorMessage: 'no such role',
      // As the Node.js runtime tells where it happened.
      trace: expect.arrayContaining(['ApiRefused: no such role', expect.stringMatching(/^ {4}at /)]),
    });
  });

  it('accepts events with 202 and runs them later, with their retries', async () => {
    const told = story();
    const answer = await told.client.send(
      new InvokeCommand({ FunctionName: 'broken', InvocationType: 'Event', Payload: json({ n: 1 }) }),
    );
    expect(answer.StatusCode).toBe(202);
    await told.clock.advance(180_000);
    expect(told.log.filter(({ message }) => message.startsWith('invocation failed'))).toHaveLength(3);
  });

  it('checks without running for a dry run', async () => {
    const told = story();
    const answer = await told.client.send(
      new InvokeCommand({ FunctionName: 'broken', InvocationType: 'DryRun' }),
    );
    expect(answer.StatusCode).toBe(204);
    expect(told.log).toEqual([]);
    expect(told.loads()).toBe(0);
  });

  it('describes its functions', async () => {
    const { client } = story();
    const echo = {
      FunctionName: 'echo',
      FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:echo',
      Handler: 'echo',
      Timeout: 30,
      Version: '$LATEST',
      LastModified: '2026-01-05T00:00:00.000+0000',
      Environment: { Variables: { TABLE_NAME: 't' } },
      DeadLetterConfig: { TargetArn: deadLetters },
    };
    expect((await client.send(new GetFunctionCommand({ FunctionName: 'echo' }))).Configuration).toMatchObject(
      {
        ...echo,
        State: 'Active',
      },
    );
    const list = await client.send(new ListFunctionsCommand({}));
    expect(list.Functions).toMatchObject([{ FunctionName: 'broken' }, echo]);
  });

  it('lists page by page', async () => {
    const { client } = story();
    const first = await client.send(new ListFunctionsCommand({ MaxItems: 1 }));
    const second = await client.send(new ListFunctionsCommand({ MaxItems: 1, Marker: first.NextMarker }));
    expect(first.Functions?.map((f) => f.FunctionName)).toEqual(['broken']);
    expect(second.Functions?.map((f) => f.FunctionName)).toEqual(['echo']);
    expect(second.NextMarker).toBeUndefined();
  });

  it.each(['nobody', 'echo:live', 'arn:aws:lambda:eu-west-1:000000000000:function:echo'])(
    'finds no %s',
    async (FunctionName) => {
      await expect(story().client.send(new InvokeCommand({ FunctionName }))).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: expect.stringContaining('Function not found: arn:aws:lambda:'),
        $metadata: { httpStatusCode: 404 },
      });
    },
  );

  it('refuses a payload that is not JSON, and one that is too large', async () => {
    const { client } = story();
    await expect(
      client.send(new InvokeCommand({ FunctionName: 'echo', Payload: Buffer.from('{') })),
    ).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
    await expect(
      client.send(
        new InvokeCommand({
          FunctionName: 'echo',
          InvocationType: 'Event',
          Payload: json('x'.repeat(1024 * 1024)),
        }),
      ),
    ).rejects.toMatchObject({
      name: 'RequestTooLargeException',
      message: '1048578 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
    });
  });

  it('refuses what it does not cover, by name', async () => {
    const { client } = story();
    await expect(client.send(new InvokeCommand({ FunctionName: 'echo', LogType: 'Tail' }))).rejects.toThrow(
      'does not cover lambda Invoke with LogType Tail',
    );
    await expect(
      client.send(new CreateAliasCommand({ FunctionName: 'echo', Name: 'live', FunctionVersion: '$LATEST' })),
    ).rejects.toThrow('does not cover lambda POST /2015-03-31/functions/echo/aliases');
  });
});
