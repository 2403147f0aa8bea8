import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { smallStack } from '../stack/small-stack.ts';

async function story(Resources = {}) {
  const { aws, clock } = await smallStack(Resources);
  const client = aws.clients(SSMClient);
  return {
    clock,
    client,
    put: (Name: string, Value: string, more: Partial<PutParameterCommandInput> = {}) =>
      client.send(new PutParameterCommand({ Name, Value, Type: 'String', ...more })),
    get: async (Name: string, WithDecryption?: boolean) => {
      const input = { Name, ...(WithDecryption !== undefined && { WithDecryption }) };
      return (await client.send(new GetParameterCommand(input))).Parameter;
    },
  };
}

describe('A parameter', () => {
  it('is told with all that AWS tells, by name and by ARN', async () => {
    const { put, get, clock } = await story();
    expect(await put('/greenlight/channel', '#releases')).toMatchObject({ Version: 1, Tier: 'Standard' });
    const ARN = 'arn:aws:ssm:us-east-1:000000000000:parameter/greenlight/channel';
    const told = {
      Name: '/greenlight/channel',
      Type: 'String',
      Value: '#releases',
      Version: 1,
      LastModifiedDate: new Date(clock.now()),
      ARN,
      DataType: 'text',
    };
    expect(await get('/greenlight/channel')).toEqual(told);
    expect(await get(ARN)).toEqual(told);
    await put('plain', 'x');
    expect(await get('arn:aws:ssm:us-east-1:000000000000:parameter/plain')).toMatchObject({ Name: 'plain' });
  });

  it('is the same with a slash before its name and without, told by the name that was asked for', async () => {
    const { put, get, client } = await story();
    await put('n', 'one');
    expect(await get('/n')).toMatchObject({ Name: '/n', Value: 'one' });
    expect(await get('n')).toMatchObject({ Name: 'n', Value: 'one' });
    await expect(put('/n', 'two')).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    expect(await put('/n', 'two', { Overwrite: true })).toMatchObject({ Version: 2 });
    expect(await get('n:1')).toMatchObject({ Name: 'n', Value: 'one' });
    const { Parameters } = await client.send(new GetParametersCommand({ Names: ['/n'] }));
    expect(Parameters).toMatchObject([{ Name: '/n', Value: 'two' }]);
    await client.send(new DeleteParameterCommand({ Name: '/n' }));
    await expect(get('n')).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });

  it.each(['a/b/c', '/a//b//c', '/a/'])('is not asked for as %s, which is refused', async (name) => {
    const { put, get } = await story();
    await put('/a/b/c', 'x');
    await expect(get(name)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('sub-paths divided by slash symbol'),
    });
  });

  it('has versions: overwritten only when asked, and read by number', async () => {
    const { put, get } = await story();
    await put('/a', 'one');
    await expect(put('/a', 'two')).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    expect(await put('/a', 'two', { Overwrite: true })).toMatchObject({ Version: 2 });
    expect(await get('/a')).toMatchObject({ Value: 'two', Version: 2 });
    expect(await get('/a:1')).toMatchObject({ Value: 'one', Selector: ':1' });
    await expect(get('/a:9')).rejects.toMatchObject({ name: 'ParameterVersionNotFound' });
  });

  it('that is secure shows its value only decrypted', async () => {
    const { put, get } = await story();
    await put('/secret', 'xoxb-1', { Type: 'SecureString' });
    const shown = await get('/secret');
    expect(shown?.Type).toBe('SecureString');
    expect(shown?.Value).not.toContain('xoxb');
    expect(Buffer.from(shown?.Value ?? '', 'base64').toString('latin1')).not.toContain('xoxb');
    expect(await get('/secret', false)).toEqual(shown);
    expect(await get('/secret', true)).toMatchObject({ Value: 'xoxb-1' });
    await put('/secret', 'xoxb-2', { Type: 'SecureString', Overwrite: true });
    expect((await get('/secret'))?.Value).not.toBe(shown?.Value);
  });

  it('that is deleted is gone', async () => {
    const { put, get, client } = await story();
    await put('/a', 'one');
    await client.send(new DeleteParameterCommand({ Name: '/a' }));
    await expect(get('/a')).rejects.toMatchObject({ name: 'ParameterNotFound' });
    await expect(client.send(new DeleteParameterCommand({ Name: '/a' }))).rejects.toMatchObject({
      name: 'ParameterNotFound',
    });
    await put('/b', 'two');
    expect(await client.send(new DeleteParametersCommand({ Names: ['/a', '/b'] }))).toMatchObject({
      DeletedParameters: ['/b'],
      InvalidParameters: ['/a'],
    });
  });

  it.each<[string, Partial<PutParameterCommandInput>, string]>([
    ['no type', { Type: undefined }, 'ValidationException'],
    ['a type that there is none of', { Type: 'Other' as 'String' }, 'UnsupportedParameterType'],
    ['a name that is no path from the top', { Name: 'a/b' }, 'ValidationException'],
    ['a name with an empty sub-path', { Name: '/a//b' }, 'ValidationException'],
    ['a name of AWS’s', { Name: '/aws/a' }, 'ValidationException'],
    ['a name with a space', { Name: '/a b' }, 'ValidationException'],
    ['too deep a name', { Name: '/a'.repeat(16) }, 'HierarchyLevelLimitExceededException'],
    ['no value', { Value: '' }, 'ValidationException'],
    ['too long a value', { Value: 'x'.repeat(4097) }, 'ValidationException'],
    ['a value that its pattern forbids', { AllowedPattern: '^[0-9]+$' }, 'ParameterPatternMismatchException'],
    ['an advanced tier', { Tier: 'Advanced' }, 'UnknownOperationException'],
  ])('with %s is refused', async (_, input, name) => {
    const { put } = await story();
    await expect(put('/a', 'one', input)).rejects.toMatchObject({ name });
  });
});

describe('Parameters', () => {
  it('are read several at a time, those that are not there being named', async () => {
    const { put, client } = await story();
    await put('/a', 'one');
    await put('/b', 'two', { Type: 'SecureString' });
    const input = { Names: ['/b', '/none', '/a'], WithDecryption: true };
    const { Parameters, InvalidParameters } = await client.send(new GetParametersCommand(input));
    expect(Parameters?.map(({ Value }) => Value)).toEqual(['two', 'one']);
    expect(InvalidParameters).toEqual(['/none']);
    const many = new GetParametersCommand({ Names: Array.from({ length: 11 }, (_, i) => `/${i}`) });
    await expect(client.send(many)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('are read by path, one level or all below it, page by page', async () => {
    const { put, client } = await story();
    for (const name of ['/app/b', '/app/a', '/app/deep/c', '/apple', 'top']) await put(name, 'x');
    const names = async (input: { Path: string; Recursive?: boolean }) =>
      (await client.send(new GetParametersByPathCommand(input))).Parameters?.map(({ Name }) => Name);
    expect(await names({ Path: '/app' })).toEqual(['/app/a', '/app/b']);
    expect(await names({ Path: '/app/', Recursive: true })).toEqual(['/app/a', '/app/b', '/app/deep/c']);
    expect(await names({ Path: '/' })).toEqual(['/apple', 'top']);
    expect(await names({ Path: '/none' })).toEqual([]);
    const first = await client.send(new GetParametersByPathCommand({ Path: '/app', MaxResults: 1 }));
    const NextToken = first.NextToken as string;
    const rest = await client.send(
      new GetParametersByPathCommand({ Path: '/app', MaxResults: 1, NextToken }),
    );
    expect([rest.Parameters?.[0]?.Name, rest.NextToken]).toEqual(['/app/b', undefined]);
    await expect(names({ Path: 'app' })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('of a template are made, and referred to by name', async () => {
    const { get } = await story({
      Channel: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Name: '/greenlight/channel', Type: 'String', Value: '#releases' },
      },
      Copy: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Type: 'StringList', Value: { 'Fn::GetAtt': ['Channel', 'Value'] } },
      },
    });
    expect(await get('/greenlight/channel')).toMatchObject({ Value: '#releases' });
    expect(await get('local-Copy')).toMatchObject({ Value: '#releases', Type: 'StringList' });
  });
});
