import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { createSts } from '../../../local/sts/sts.ts';
import { createRouter } from '../../../local/transport/router.ts';
import { clientSettings, virtualContext } from '../../support/local-service.ts';

const { wire } = createSts(virtualContext());
const sts = new STSClient(clientSettings(createRouter([wire])));

test('whoever calls is the user of the access key, as functions take it from a signed request', async () => {
  const ana = new STSClient({
    ...clientSettings(createRouter([wire])),
    credentials: { accessKeyId: 'ana', secretAccessKey: 'any' },
  });
  for (const [client, user] of [
    [sts, 'local'],
    [ana, 'ana'],
  ] as const)
    expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '000000000000',
      Arn: `arn:aws:iam::000000000000:user/${user}`,
    });
});

test('there are no sessions to be had', async () => {
  await expect(sts.send(new GetSessionTokenCommand({}))).rejects.toThrow(
    /does not cover sts GetSessionToken/,
  );
});
