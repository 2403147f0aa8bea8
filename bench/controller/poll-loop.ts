import { readFile } from 'node:fs/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as sagemaker from '@aws-sdk/client-sagemaker';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { VirtualClock } from '../../local/clock/virtual.ts';
import type { HandlerModule } from '../../local/lambda/seam.ts';
import type { Timings } from '../../local/sagemaker/assumptions.ts';
import { createLocalAws, type LocalAws } from '../../local/stack/local-aws.ts';
import {
  alarmName,
  benchContainers,
  brokenModel,
  endpointName,
  goodModel,
  makeAlarm,
  modelImage,
  modelRole,
  restingOf,
  startLoad,
} from './endpoint.ts';
import { createMeter } from './meter.ts';
import type { Usage } from './usage.ts';

const { CreateEndpointCommand, CreateEndpointConfigCommand, CreateModelCommand, SageMakerClient } = sagemaker;

/** The usage of a rollout by the loop, and how late the loop saw the end. */
export interface Polled {
  readonly usage: Usage;
  /** From the endpoint's coming to rest to the execution's end, in seconds. */
  readonly lagSeconds: number;
  readonly seconds: number;
  /** The endpoint's config at the end. */
  readonly servingConfig: string;
}

export interface PollScenario {
  readonly instances: number;
  readonly stepPercent: number;
  readonly bakeSeconds: number;
  readonly finalBakeSeconds: number;
  readonly timeoutSeconds: number;
  readonly broken?: boolean;
  readonly timings?: Partial<Timings>;
}

const bucket = 'poll-loop-models';
const functionName = 'sagemaker-call';
const functionArn = `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`;

/**
 * Runs `poll-loop.asl.json` on the same engine. The engine has no AWS SDK integrations, so a function of one
 * line makes each of the loop's calls. Transitions and times are the same; `withoutLambda` removes the
 * function from the price.
 */
export async function poll(scenario: PollScenario): Promise<Polled> {
  const clock = new VirtualClock();
  const meter = createMeter(() => clock.now());
  const aws = await createLocalAws({
    clock,
    seed: 11,
    template: await templateOfLoop(),
    containers: await benchContainers(clock),
    stopwatch: () => clock.now(),
    load: async () => meter.metered(sagemakerCall),
    log: meter.log,
    ...(scenario.timings && { timings: scenario.timings }),
  });
  meter.attach(aws, { [functionName]: 128 });
  await clock.drive(prepare(aws, scenario));
  await clock.advance(3_600_000);
  if (scenario.broken) startLoad(aws, clock);
  const resting = restingOf(aws);
  meter.take([]);

  const started = clock.now();
  const end = untilEnded(aws);
  const executionArn = await clock.drive(start(aws, scenario));
  const ended = await clock.drive(end);
  const usage = meter.take([executionArn]);
  const [fleet] = aws.endpoint(endpointName)?.fleets ?? [];
  await aws.close();
  return {
    usage,
    lagSeconds: (ended - (resting() ?? Number.NaN)) / 1000,
    seconds: (ended - started) / 1000,
    servingConfig: fleet?.configName ?? '',
  };
}

/** The usage as if Step Functions made the calls itself, as it does on AWS with SDK integrations. */
export const withoutLambda = (usage: Usage): Usage => ({
  ...usage,
  invocations: [],
  logBytes: 0,
  executions: 0,
});

/** One AWS call of the loop. */
const sagemakerCall: HandlerModule = {
  make: ({ clients }) => {
    const client = clients(SageMakerClient);
    return async (event) => {
      const { operation, input } = event as { operation: string; input: object };
      const Command = (sagemaker as unknown as Record<string, new (input: object) => never>)[
        `${operation}Command`
      ];
      if (Command === undefined) throw new Error(`SageMaker has no operation ${operation}`);
      return client.send(new Command(input));
    };
  },
};

interface Task {
  readonly Type: string;
  readonly Resource?: string;
  readonly Arguments?: unknown;
}

/** The loop as a stack. Its SDK integrations become invocations of the one function. */
async function templateOfLoop(): Promise<unknown> {
  const text = await readFile(new URL('poll-loop.asl.json', import.meta.url), 'utf8');
  const machine = JSON.parse(text) as { readonly States: Readonly<Record<string, Task>> };
  const states = Object.entries(machine.States).map(([name, state]) => {
    const operation = /^arn:aws:states:::aws-sdk:sagemaker:(.)(.*)$/.exec(state.Resource ?? '');
    if (operation === null) return [name, state];
    const [, first = '', rest = ''] = operation;
    const call = { operation: `${first.toUpperCase()}${rest}`, input: state.Arguments };
    return [name, { ...state, Resource: functionArn, Arguments: call }];
  });
  const role = 'arn:aws:iam::000000000000:role/poll-loop';
  return {
    Resources: {
      Models: { Type: 'AWS::S3::Bucket', Properties: { BucketName: bucket } },
      Call: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: functionName,
          Handler: 'functions/sagemaker-call.handler',
          Timeout: 30,
          Role: role,
        },
      },
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineName: 'poll-loop',
          RoleArn: role,
          DefinitionString: JSON.stringify({ ...machine, States: Object.fromEntries(states) }),
        },
      },
    },
    Outputs: { MachineArn: { Value: { Ref: 'Machine' } } },
  };
}

/** Puts the endpoint on v1, and uploads v2. */
async function prepare(aws: LocalAws, { instances, broken }: PollScenario): Promise<void> {
  const client = aws.clients(SageMakerClient);
  const put = (key: string, body: Uint8Array) =>
    aws.clients(S3Client).send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  await put('v1/model.tar.gz', await goodModel('v1'));
  await put('v2/model.tar.gz', broken ? await brokenModel() : await goodModel('v2'));
  await makeAlarm(aws);
  await client.send(
    new CreateModelCommand({
      ModelName: 'v1',
      ExecutionRoleArn: modelRole,
      PrimaryContainer: { Image: modelImage, ModelDataUrl: `s3://${bucket}/v1/model.tar.gz` },
    }),
  );
  await client.send(
    new CreateEndpointConfigCommand({
      EndpointConfigName: 'v1',
      ProductionVariants: [
        {
          VariantName: 'AllTraffic',
          ModelName: 'v1',
          InstanceType: 'ml.m5.large',
          InitialInstanceCount: instances,
        },
      ],
    }),
  );
  await client.send(new CreateEndpointCommand({ EndpointName: endpointName, EndpointConfigName: 'v1' }));
}

async function start(aws: LocalAws, scenario: PollScenario): Promise<string> {
  const { instances, stepPercent, bakeSeconds, finalBakeSeconds, timeoutSeconds } = scenario;
  const input = {
    name: 'v2',
    endpoint: endpointName,
    image: modelImage,
    role: modelRole,
    artifact: `s3://${bucket}/v2/model.tar.gz`,
    instances,
    deployment: {
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          Type: 'LINEAR',
          LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: stepPercent },
          WaitIntervalInSeconds: bakeSeconds,
        },
        TerminationWaitInSeconds: finalBakeSeconds,
        MaximumExecutionTimeoutInSeconds: timeoutSeconds,
      },
      AutoRollbackConfiguration: { Alarms: [{ AlarmName: alarmName }] },
    },
  };
  const command = new StartExecutionCommand({
    stateMachineArn: aws.outputs.MachineArn,
    input: JSON.stringify(input),
  });
  return (await aws.clients(SFNClient).send(command)).executionArn ?? '';
}

/** Waits for the execution's end and returns its time, in epoch milliseconds. */
const untilEnded = (aws: LocalAws): Promise<number> =>
  new Promise((resolve, reject) => {
    aws.onEvent(({ source, detail, time }) => {
      if (source !== 'aws.states' || detail.status === 'RUNNING') return;
      if (detail.status === 'SUCCEEDED') resolve(Number(detail.stopDate ?? Date.parse(time)));
      else reject(new Error(`expected the poll loop to succeed, got ${String(detail.status)}`));
    });
  });
