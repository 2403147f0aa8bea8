import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DescribeEndpointCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { defaultWorkspace } from '../../../local/slack/workspace.ts';
import { createLocalAws, type LocalAws } from '../../../local/stack/local-aws.ts';
import type { LocalAwsOptions } from '../../../local/stack/local-aws-options.ts';

let aws: LocalAws | undefined;
afterEach(() => aws?.close());

const clock = new VirtualClock();
const withFunction = {
  Resources: {
    Answer: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: 'answer', Handler: 'answer.handler' },
    },
  },
  Outputs: { StackName: { Value: { Ref: 'AWS::StackName' } } },
};

async function deployed(options: Partial<LocalAwsOptions> = {}): Promise<LocalAws> {
  aws = await createLocalAws({ clock, seed: 1, template: withFunction, ...options });
  return aws;
}

describe('What is not handed to the local AWS', () => {
  it('has names of its own', async () => {
    const { outputs, slack } = await deployed();
    expect(outputs).toEqual({ StackName: 'local' });
    expect(slack.workspace).toBe(defaultWorkspace);
  });

  it('is missed where a function is invoked without a loader', async () => {
    const { clients } = await deployed();
    const { Payload } = await clients(LambdaClient).send(new InvokeCommand({ FunctionName: 'answer' }));
    expect(JSON.parse(Payload?.transformToString() ?? '')).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: 'no source for "answer.handler": the local AWS was given no `load`',
    });
  });

  it('is missed where an endpoint is created without containers', async () => {
    const { clients } = await deployed();
    const sagemaker = clients(SageMakerClient);
    await sagemaker.send(new CreateModelCommand({ ModelName: 'm', PrimaryContainer: { Image: 'i' } }));
    const variant = { VariantName: 'a', ModelName: 'm', InitialInstanceCount: 1 };
    const config = {
      EndpointConfigName: 'c',
      ProductionVariants: [{ ...variant, InstanceType: 'ml.m5.large' as const }],
    };
    await sagemaker.send(new CreateEndpointConfigCommand(config));
    await sagemaker.send(new CreateEndpointCommand({ EndpointName: 'e', EndpointConfigName: 'c' }));
    await clock.advance(3_600_000);
    const endpoint = await sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'e' }));
    expect(endpoint).toMatchObject({
      EndpointStatus: 'Failed',
      FailureReason: expect.stringContaining('createLocalAws was given no `containers`'),
    });
  });
});

describe('What is handed to the local AWS', () => {
  it('names the stack and the Slack, and tells where presses go by the stack’s outputs', async () => {
    const workspace = { ...defaultWorkspace, channel: { id: 'C0MINE', name: 'mine' } };
    const asked: object[] = [];
    const interactivityUrl = (outputs: object) => {
      asked.push(outputs);
      return undefined;
    };
    const { outputs, slack } = await deployed({ stackName: 'mine', slack: { workspace, interactivityUrl } });
    expect(outputs).toEqual({ StackName: 'mine' });
    const posted = await slack.fetch('https://slack.com/api/chat.postMessage', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${workspace.secrets.botToken}`,
        'content-type': 'application/json; charset=utf-8',
      },
      body: JSON.stringify({
        channel: '#mine',
        text: 'May it?',
        blocks: [
          {
            type: 'actions',
            elements: [{ type: 'button', action_id: 'yes', text: { type: 'plain_text', text: 'Yes' } }],
          },
        ],
      }),
    });
    const message = (await posted.json()) as { ok: boolean; channel: string; ts: string };
    expect(message).toMatchObject({ ok: true, channel: 'C0MINE' });
    expect(await slack.press(message.ts, 'yes', 'U0ANA')).toMatchObject({ kind: 'not-sent' });
    expect(asked).toEqual([outputs]);
  });
});
