import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { createSts } from '../../../local/sts/sts.ts';
import { createRouter } from '../../../local/transport/router.ts';
import { clientSettings, virtualContext } from '../../support/local-service.ts';

const { wire } = createSts(virtualContext());
const sts = new STSClient(clientSettings(createRouter([wire])));

test('whoever calls is the root user of the local account', async () => {
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '000000000000',
    UserId: '000000000000',
    Arn: 'arn:aws:iam::000000000000:root',
  });
});

test('there are no sessions to be had', async () => {
  await expect(sts.send(new GetSessionTokenCommand({}))).rejects.toThrow(
    /does not cover sts GetSessionToken/,
  );
});
