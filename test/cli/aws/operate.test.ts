import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { Uint8ArrayBlobAdapter } from '@smithy/core/serde';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Aws } from '../../../cli/aws/aws.ts';
import { operate, type Wish } from '../../../cli/aws/operate.ts';
import { resourceNames } from '../../../cli/aws/resource-names.ts';

const lambda = mockClient(LambdaClient);
beforeEach(() => lambda.reset());

const aws: Aws = {
  stage: 'dev',
  region: 'us-east-1',
  caller: 'arn:aws:sts::000000000000:assumed-role/ops/ada',
  names: resourceNames('dev', '000000000000', 'us-east-1'),
  clients: (Client) => new Client({ region: 'us-east-1' }),
  now: () => Promise.resolve(0),
};
const wish: Wish = { command: 'abort', endpoint: 'iris', reason: 'odd scores' };

const answers = (payload: unknown, functionError?: string) =>
  lambda.on(InvokeCommand).resolves({
    Payload: Uint8ArrayBlobAdapter.fromString(JSON.stringify(payload)),
    ...(functionError !== undefined && { FunctionError: functionError }),
  });
const asked = (call = 0) => {
  const { FunctionName, Payload } = lambda.commandCalls(InvokeCommand)[call]?.args[0].input ?? {};
  return { FunctionName, ...JSON.parse(String(Payload)) };
};

describe('Asking the deployed controller', () => {
  it('sends the wish with who asks and a key of its own, and gives its answer', async () => {
    answers({ done: 'stopping', message: 'shifting back', rollout: 'iris-1-1' });
    expect(await operate(aws, wish, undefined)).toEqual({
      done: 'stopping',
      message: 'shifting back',
      rollout: 'iris-1-1',
    });
    expect(asked()).toEqual({
      FunctionName: 'greenlight-dev-operate',
      ...wish,
      by: aws.caller,
      key: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('gives two wishes two keys, or the second would be taken for the first', async () => {
    answers({ done: 'nothing', message: 'x' });
    await operate(aws, wish, undefined);
    await operate(aws, wish, undefined);
    expect(asked(0).key).not.toBe(asked(1).key);
  });

  it('signs with a name before the ARN, which is never cut', async () => {
    answers({ done: 'nothing', message: 'x' });
    await operate(aws, wish, 'Ada');
    expect(asked(0).by).toBe(`Ada (${aws.caller})`);
    await operate(aws, wish, 'A'.repeat(300));
    expect(asked(1).by).toHaveLength(200);
    expect(asked(1).by).toMatch(/^A+ \(arn:aws:sts::000000000000:assumed-role\/ops\/ada\)$/);
  });

  it('throws what the function threw, by its name', async () => {
    answers({ errorType: 'LeaseContended', errorMessage: 'too many at once' }, 'Unhandled');
    await expect(operate(aws, wish, undefined)).rejects.toThrow(
      'greenlight-dev-operate failed with LeaseContended: too many at once',
    );
  });

  it('refuses an answer that is none', async () => {
    answers({ done: 'perhaps' });
    await expect(operate(aws, wish, undefined)).rejects.toThrow(/done/);
  });
});
