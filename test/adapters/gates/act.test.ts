import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it, onTestFinished } from 'vitest';
import { gateActions } from '../../../adapters/gates/act.ts';
import { OnceRuntimeClient } from '../../../adapters/gates/smoke.ts';
import type { Action } from '../../../core/gates/action.ts';
import { lambda } from '../../../core/gates/lambda.ts';
import { smoke } from '../../../core/gates/smoke.ts';
import { webhook } from '../../../core/gates/webhook.ts';
import { instantMs } from '../../support/builders.ts';
import { anAbout } from './questions.ts';

const region = 'us-east-1';
const actions = gateActions({
  runtime: new OnceRuntimeClient({ region }),
  s3: new S3Client({ region }),
  lambda: new LambdaClient({ region }),
  cloudWatch: new CloudWatchClient({ region }),
  stopwatch: () => () => 12,
  io: (work) => work(),
  now: () => instantMs,
  resolve: async () => [{ address: '93.184.215.14', family: 4 }],
  post: async () => ({ kind: 'answer', status: 200, body: '{"verdict":"pass"}' }),
  signingKey: async () => 'key',
  allowedHosts: ['hooks.example'],
  allowedFunctions: ['check'],
});

/** A gate that is opened, asks for its action, and is shown the result. */
async function passes(kind: typeof smoke | typeof webhook | typeof lambda, config: never) {
  const seen = { stage: 'after', now: instantMs, openedAt: instantMs, state: undefined, alarms: {} } as const;
  const step = kind.step(config, seen);
  if (step.kind !== 'act') throw new Error(`expected an action, got ${step.kind}`);
  const result = await actions.act(step.action, anAbout({ stage: 'after' }));
  return kind.step(config, { ...seen, result: JSON.parse(JSON.stringify(result)) });
}

describe('What a gate asks for is done, and the gate understands the result', () => {
  it('of a smoke test', async () => {
    const body = Buffer.from('{"score":0.4}') as never;
    const runtime = mockClient(OnceRuntimeClient);
    onTestFinished(() => runtime.restore());
    runtime
      .on(InvokeEndpointCommand)
      .resolves({ $metadata: { httpStatusCode: 200 }, Body: body, ContentType: 'application/json' });
    const config = smoke.schema('after').parse({ inline: { x: 1 }, expect: 'body.score < 1', requests: 2 });
    expect(await passes(smoke, config as never)).toEqual({
      kind: 'passed',
      why: '2 requests answered as expected, the slowest in 12 ms',
    });
  });

  it('of a webhook', async () => {
    const config = webhook.schema('after').parse({ url: 'https://hooks.example/check' });
    expect(await passes(webhook, config as never)).toEqual({ kind: 'passed', why: 'the webhook says pass' });
  });

  it('of a function', async () => {
    const Payload = Buffer.from('{"verdict":"fail","reason":"budget spent"}') as never;
    const mocked = mockClient(LambdaClient);
    onTestFinished(() => mocked.restore());
    mocked.on(InvokeCommand).resolves({ StatusCode: 200, Payload });
    const config = lambda.schema('after').parse({ function: 'check' });
    expect(await passes(lambda, config as never)).toEqual({
      kind: 'failed',
      why: 'function check says fail: budget spent',
    });
  });

  it('and nothing else is', async () => {
    expect(await actions.act({ kind: 'shell' } as unknown as Action, anAbout())).toEqual({ kind: 'shell' });
  });
});
