import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { localAccount, localRegion } from '../../../local/context.ts';
import { seededRandom } from '../../../local/random.ts';
import { createSts } from '../../../local/sts/sts.ts';
import { inProcessHandler } from '../../../local/transport/in-process.ts';
import { createRouter } from '../../../local/transport/router.ts';

const { wire } = createSts({
  clock: new VirtualClock(),
  random: seededRandom(1),
  account: localAccount,
  region: localRegion,
});
const sts = new STSClient({
  region: localRegion,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  endpoint: 'http://127.0.0.1:4566',
  maxAttempts: 1,
  requestHandler: inProcessHandler(createRouter([wire])),
});

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
