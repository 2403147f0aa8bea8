import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { smallStack } from '../stack/small-stack.ts';

const dayMs = 86_400_000;
const token = (name: string) => name.padEnd(32, '-');

async function story(Resources = {}) {
  const { aws, clock } = await smallStack(Resources);
  const client = aws.clients(SecretsManagerClient);
  return {
    aws,
    clock,
    client,
    create: (Name: string, SecretString?: string, more: object = {}) =>
      client.send(new CreateSecretCommand({ Name, ...(SecretString && { SecretString }), ...more })),
    put: (SecretId: string, SecretString: string, more: object = {}) =>
      client.send(new PutSecretValueCommand({ SecretId, SecretString, ...more })),
    get: (SecretId: string, more: object = {}) =>
      client.send(new GetSecretValueCommand({ SecretId, ...more })),
  };
}

describe('A secret', () => {
  it('is read by name, by ARN and by the ARN without its random characters', async () => {
    const { create, get } = await story();
    const { ARN = '', VersionId } = await create('slack/token', 'xoxb-1');
    expect(ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:slack\/token-[0-9a-f]{6}$/);
    for (const id of ['slack/token', ARN, ARN.slice(0, -7)]) {
      expect(await get(id)).toMatchObject({
        ARN,
        Name: 'slack/token',
        VersionId,
        SecretString: 'xoxb-1',
        VersionStages: ['AWSCURRENT'],
      });
    }
  });

  it('may be bytes', async () => {
    const { client, get } = await story();
    await client.send(new CreateSecretCommand({ Name: 'key', SecretBinary: new Uint8Array([0, 255]) }));
    expect([...((await get('key')).SecretBinary ?? [])]).toEqual([0, 255]);
  });

  it('is rotated: the newest is current, the one before it previous, older ones only by their id', async () => {
    const { create, put, get, client } = await story();
    const first = await create('s', 'one');
    const second = await put('s', 'two');
    expect(second.VersionStages).toEqual(['AWSCURRENT']);
    const third = await put('s', 'three');
    expect(await get('s')).toMatchObject({ SecretString: 'three', VersionId: third.VersionId });
    expect(await get('s', { VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'two' });
    expect(await get('s', { VersionId: first.VersionId })).toMatchObject({
      SecretString: 'one',
      VersionStages: [],
    });
    const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: 's' }));
    expect(VersionIdsToStages).toEqual({
      [second.VersionId ?? '']: ['AWSPREVIOUS'],
      [third.VersionId ?? '']: ['AWSCURRENT'],
    });
  });

  it('takes a version that is not yet current under a label of its own', async () => {
    const { create, put, get } = await story();
    await create('s', 'one');
    await put('s', 'two', { VersionStages: ['AWSPENDING'] });
    expect(await get('s')).toMatchObject({ SecretString: 'one' });
    expect(await get('s', { VersionStage: 'AWSPENDING' })).toMatchObject({ SecretString: 'two' });
  });

  it('has its first version current, whatever that is staged as', async () => {
    const { create, put, get } = await story();
    await create('s');
    const first = await put('s', 'one', { VersionStages: ['AWSPENDING'] });
    // API reference, PutSecretValue: the first version gets AWSCURRENT by itself.
    expect(first.VersionStages).toEqual(['AWSCURRENT', 'AWSPENDING']);
    expect(await get('s')).toMatchObject({ SecretString: 'one', VersionId: first.VersionId });
    const second = await put('s', 'two', { VersionStages: ['AWSPENDING'] });
    expect(second.VersionStages).toEqual(['AWSPENDING']);
    expect(await get('s')).toMatchObject({ SecretString: 'one', VersionStages: ['AWSCURRENT'] });
  });

  it('is put once, however often a request is repeated', async () => {
    const { create, put, get } = await story();
    await create('s', 'one', { ClientRequestToken: token('a') });
    await expect(create('s', 'one', { ClientRequestToken: token('a') })).resolves.toMatchObject({
      VersionId: token('a'),
    });
    await put('s', 'two', { ClientRequestToken: token('b') });
    await put('s', 'three');
    await put('s', 'two', { ClientRequestToken: token('b') });
    expect(await get('s')).toMatchObject({ SecretString: 'three' });
    await expect(put('s', 'other', { ClientRequestToken: token('b') })).rejects.toMatchObject({
      name: 'ResourceExistsException',
    });
  });

  it('without a value has none to be read yet', async () => {
    const { create, get } = await story();
    expect(await create('s')).not.toHaveProperty('VersionId');
    await expect(get('s')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT.",
    });
  });

  it('that is deleted can be brought back for as long as its window lasts', async () => {
    const { create, get, client, clock } = await story();
    await create('s', 'one');
    const { DeletionDate } = await client.send(
      new DeleteSecretCommand({ SecretId: 's', RecoveryWindowInDays: 7 }),
    );
    expect(DeletionDate).toEqual(new Date(clock.now() + 7 * dayMs));
    await expect(get('s')).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringContaining('marked for deletion'),
    });
    await expect(create('s', 'again')).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await client.send(new RestoreSecretCommand({ SecretId: 's' }));
    expect(await get('s')).toMatchObject({ SecretString: 'one' });

    await client.send(new DeleteSecretCommand({ SecretId: 's', RecoveryWindowInDays: 7 }));
    await clock.advance(7 * dayMs);
    await expect(get('s')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await create('s', 'again');
    await client.send(new DeleteSecretCommand({ SecretId: 's', ForceDeleteWithoutRecovery: true }));
    await create('s', 'and again');
  });

  it.each([
    ['a name that is taken', { Name: 'taken', SecretString: 'x' }, 'ResourceExistsException'],
    ['a name with a space', { Name: 'a b', SecretString: 'x' }, 'ValidationException'],
    [
      'two values',
      { Name: 'a', SecretString: 'x', SecretBinary: new Uint8Array([1]) },
      'InvalidParameterException',
    ],
    ['too long a value', { Name: 'a', SecretString: 'x'.repeat(65_537) }, 'InvalidParameterException'],
    [
      'too short a token',
      { Name: 'a', SecretString: 'x', ClientRequestToken: 'x' },
      'InvalidParameterException',
    ],
    ['replicas', { Name: 'a', AddReplicaRegions: [{ Region: 'eu-west-1' }] }, 'UnknownOperationException'],
  ])('with %s is refused', async (_, input, name) => {
    const { create, client } = await story();
    await create('taken', 'x');
    await expect(client.send(new CreateSecretCommand(input))).rejects.toMatchObject({ name });
  });

  it('that is not there, or has no such version, says so', async () => {
    const { create, get } = await story();
    await expect(get('none')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
    });
    const { VersionId } = await create('s', 'one');
    await expect(get('s', { VersionId, VersionStage: 'AWSPREVIOUS' })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    await expect(get('s', { VersionId: token('x') })).rejects.toMatchObject({
      message: `Secrets Manager can't find the specified secret value for VersionId: ${token('x')}.`,
    });
  });
});

describe('Secrets', () => {
  it('are listed page by page, by prefix, without those to be deleted', async () => {
    const { create, client } = await story();
    for (const name of ['slack/a', 'slack/b', 'other', 'slack/gone']) await create(name, 'x');
    await client.send(new DeleteSecretCommand({ SecretId: 'slack/gone' }));
    const list = (input: object) => client.send(new ListSecretsCommand(input));
    const names = async (input: object) => (await list(input)).SecretList?.map(({ Name }) => Name);
    expect(await names({})).toEqual(['other', 'slack/a', 'slack/b']);
    expect(await names({ Filters: [{ Key: 'name', Values: ['slack/'] }] })).toEqual(['slack/a', 'slack/b']);
    expect(await names({ IncludePlannedDeletion: true, SortOrder: 'desc' })).toEqual([
      'slack/gone',
      'slack/b',
      'slack/a',
      'other',
    ]);
    const { NextToken } = await list({ MaxResults: 2 });
    expect(await names({ MaxResults: 2, NextToken })).toEqual(['slack/b']);
  });

  it('of a template are made, generated where it says so, and handlers refer to them by ARN', async () => {
    const secret = (Properties: object) => ({ Type: 'AWS::SecretsManager::Secret', Properties });
    const { get, client } = await story({
      Links: secret({
        Name: 'links',
        GenerateSecretString: { PasswordLength: 48, ExcludePunctuation: 'true' },
      }),
      Slack: secret({
        GenerateSecretString: { SecretStringTemplate: '{"token":""}', GenerateStringKey: 'signing' },
      }),
      Fixed: secret({ Name: 'fixed', SecretString: 'as it is' }),
    });
    expect((await get('links')).SecretString).toMatch(/^[A-Za-z0-9]{48}$/);
    const slack = JSON.parse((await get('local-Slack')).SecretString ?? '');
    expect(slack).toEqual({ token: '', signing: expect.stringMatching(/^.{32}$/) });
    expect((await get('fixed')).SecretString).toBe('as it is');
    expect((await client.send(new ListSecretsCommand({}))).SecretList).toHaveLength(3);
  });
});
