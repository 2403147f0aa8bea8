import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { secrets } from '../../adapters/secrets.ts';
import type { Secrets } from '../../core/ports/secrets.ts';
import { VirtualClock } from '../../local/clock/virtual.ts';
import { sdkClients } from '../../local/lambda/sdk-clients.ts';
import { createSecretsManager } from '../../local/secrets-manager/secrets-manager.ts';
import { createRouter } from '../../local/transport/router.ts';
import type { WireRequest } from '../../local/transport/wire.ts';
import { instantMs } from '../support/builders.ts';
import { localContext } from '../support/local-service.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** The service in this process; `reads` counts what it was asked for. */
async function aws() {
  const clock = new VirtualClock(instantMs);
  const context = localContext(clock);
  const router = createRouter([createSecretsManager(context).wire]);
  const reads: string[] = [];
  const counted = {
    ...router,
    dispatch: (request: WireRequest) => {
      const operation = request.headers['x-amz-target']?.split('.').at(-1) ?? '';
      if (operation.startsWith('Get')) reads.push(operation);
      return router.dispatch(request);
    },
  };
  const clients = sdkClients(() => counted);
  const secretsManager = clients(SecretsManagerClient);
  const { ARN: arn = '' } = await secretsManager.send(
    new CreateSecretCommand({ Name: 'greenlight/slack', SecretString: 'first' }),
  );
  return {
    secrets: secrets({ secretsManager, now: () => clock.now() }),
    pass: (ms: number) => clock.advance(ms),
    arn,
    reads,
    rotate: (SecretString: string) =>
      secretsManager.send(new PutSecretValueCommand({ SecretId: arn, SecretString })),
  };
}

let world: Awaited<ReturnType<typeof aws>>;
beforeEach(async () => {
  world = await aws();
});

describe('A secret', () => {
  it('is read from Secrets Manager by its ARN', async () => {
    expect(await world.secrets.read(world.arn)).toBe('first');
  });

  it('is read once in five minutes, however often it is needed', async () => {
    for (let i = 0; i < 10; i += 1) await world.secrets.read(world.arn);
    await world.pass(5 * minute - 1);
    await world.secrets.read(world.arn);
    expect(world.reads).toHaveLength(1);
  });

  it('is read once by all that need it at the same moment', async () => {
    const { secrets, arn } = world;
    expect(await Promise.all([secrets.read(arn), secrets.read(arn), secrets.read(arn)])).toEqual([
      'first',
      'first',
      'first',
    ]);
    expect(world.reads).toHaveLength(1);
  });

  it('that was rotated is taken up within five minutes, without a deployment', async () => {
    await world.secrets.read(world.arn);
    await world.rotate('second');
    expect(await world.secrets.read(world.arn)).toBe('first');
    await world.pass(5 * minute);
    expect(await world.secrets.read(world.arn)).toBe('second');
  });

  it('that was rotated is taken up at once where it matters', async () => {
    await world.secrets.read(world.arn);
    await world.rotate('second');
    expect(await world.secrets.read(world.arn, { fresh: true })).toBe('second');
    expect(await world.secrets.read(world.arn)).toBe('second');
  });

  it('is not read at the rate at which somebody sends wrong signatures', async () => {
    for (let i = 0; i < 100; i += 1) await world.secrets.accepted(world.arn, { fresh: true });
    expect(world.reads.length).toBeLessThan(4);
    await world.rotate('second');
    await world.pass(1000);
    expect(await world.secrets.accepted(world.arn, { fresh: true })).toContain('second');
  });
});

describe('Verifying accepts', () => {
  const accepted = (how?: Parameters<Secrets['accepted']>[1]) => world.secrets.accepted(world.arn, how);

  it('the only version there is', async () => {
    expect(await accepted()).toEqual(['first']);
  });

  it('the one before the rotation, too, but never the one before that', async () => {
    await world.rotate('second');
    expect(await accepted()).toEqual(['second', 'first']);
    await world.rotate('third');
    expect(await accepted({ fresh: true })).toEqual(['third', 'second']);
  });

  it('that for a day only: a secret that leaked must die', async () => {
    await world.pass(7 * day);
    await world.rotate('second');
    await world.pass(day - 1);
    expect(await accepted()).toEqual(['second', 'first']);
    await world.pass(1);
    expect(await accepted()).toEqual(['second']);
  });

  it('what it has read, without reading it again', async () => {
    await world.rotate('second');
    await accepted();
    const before = world.reads.length;
    for (let i = 0; i < 5; i += 1) await accepted();
    expect(world.reads).toHaveLength(before);
  });
});

describe('What is no secret', () => {
  it('is told by what was expected, and never shown', async () => {
    // Somebody has put the secret itself where its name should be.
    const failure = world.secrets.read('xoxb-the-token-itself');
    await expect(failure).rejects.toThrow(/expected the ARN of a secret of Secrets Manager/);
    await expect(failure).rejects.not.toThrow(/xoxb/);
  });

  it('is told by its name where there is none', async () => {
    const missing = `${world.arn.slice(0, -7)}-other-abcdef`;
    await expect(world.secrets.read(missing)).rejects.toThrow(
      `secret ${missing}: could not be read (ResourceNotFoundException)`,
    );
  });
});

describe('On AWS', () => {
  const arn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:slack-AbCdEf';
  const region = 'eu-central-1';
  // This one alone: the clients of the stories above go to the local AWS.
  const secretsManager = new SecretsManagerClient({ region });
  const manager = mockClient(secretsManager);
  beforeEach(() => manager.reset());
  const read = (reference: string) => secrets({ secretsManager, now: () => instantMs }).accepted(reference);

  it('the current version is asked for; the one before only while it counts', async () => {
    const long = new Date(instantMs - 2 * day);
    manager.on(GetSecretValueCommand).resolves({ SecretString: 'current', CreatedDate: long });
    expect(await read(arn)).toEqual(['current']);
    expect(manager.commandCalls(GetSecretValueCommand).map(({ args }) => args[0].input)).toEqual([
      { SecretId: arn, VersionStage: 'AWSCURRENT' },
    ]);
  });

  it.each([{ SecretBinary: Buffer.from('bytes') as never }, { SecretString: '' }])(
    'an empty secret is none: anybody could sign with it',
    async (answer) => {
      manager.on(GetSecretValueCommand).resolves(answer);
      await expect(read(arn)).rejects.toThrow(`secret ${arn}: expected text, got none`);
    },
  );

  it('throttling is told by its name, to be tried again', async () => {
    manager
      .on(GetSecretValueCommand)
      .rejects(Object.assign(new Error('Rate'), { name: 'ThrottlingException' }));
    await expect(read(arn)).rejects.toThrow(`secret ${arn}: could not be read (ThrottlingException)`);
  });

  it('what could not be read is asked for again the next time', async () => {
    manager
      .on(GetSecretValueCommand)
      .rejectsOnce(Object.assign(new Error('Rate'), { name: 'ThrottlingException' }))
      .resolves({ SecretString: 'current' });
    const again = secrets({ secretsManager, now: () => instantMs });
    await expect(again.read(arn)).rejects.toThrow();
    expect(await again.read(arn)).toBe('current');
  });
});
