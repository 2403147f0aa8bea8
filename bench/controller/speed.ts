import { SendTaskSuccessCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { HandlerModule } from '../../local/lambda/seam.ts';
import { endpointName, goodModel, modelImage, modelRole } from './endpoint.ts';
import { createWorld, type World } from './world.ts';

/**
 * One run: wall-clock milliseconds, and CPU milliseconds of this process, which a busy host hardly affects.
 */
export interface Spent {
  readonly hostMs: number;
  readonly cpuMs: number;
}

export interface Speed {
  /** From PutObject until SageMaker has taken UpdateEndpoint. */
  readonly upload: readonly Spent[];
  /**
   * From StartExecution through a function that completes its own task token until the execution has ended.
   */
  readonly bareRound: readonly Spent[];
}

/** One bake, because an alarm must have time to trip. What comes after UpdateEndpoint is not measured. */
const manifest = `
model: { image: '${modelImage}', role: '${modelRole}' }
fleet: { instanceType: ml.m5.large, instanceCount: 1 }
rollout: { strategy: all-at-once, finalBake: 5m, timeout: 1h }
alarms: [{ name: iris-5xx, on: rollback }]
`;

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:bare-round';
const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:bare-round';
const handlerPath = 'functions/bare-round.handler';

/** The smallest event-driven workflow: one state, one function, one token. */
const bareRound = {
  resources: {
    BareFunction: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: 'bare-round', Handler: handlerPath },
    },
    BareMachine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'bare-round',
        RoleArn: 'arn:aws:iam::000000000000:role/bare-round',
        DefinitionString: JSON.stringify({
          QueryLanguage: 'JSONata',
          StartAt: 'Round',
          States: {
            Round: {
              Type: 'Task',
              Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
              Arguments: {
                FunctionName: functionArn,
                Payload: { token: '{% $states.context.Task.Token %}' },
              },
              End: true,
            },
          },
        }),
      },
    },
  },
  handlers: {
    [handlerPath]: {
      make: ({ clients }) => {
        const client = clients(SFNClient);
        return async (event) => {
          const { token } = event as { token: string };
          await client.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }));
        };
      },
    } satisfies HandlerModule,
  },
};

/**
 * Host time of `runs` releases and as many bare rounds. They alternate in one engine, so that other load on
 * the host affects both alike. The first `warmUp` of each are not counted.
 */
export async function speed(runs: number, warmUp = 10): Promise<Speed> {
  const world = await createWorld({ beside: bareRound });
  await world.uploadManifest(manifest);
  await world.upload('v0', await goodModel('v0'));
  await world.ended(1);
  const upload: Spent[] = [];
  const bare: Spent[] = [];
  for (let run = 1; run <= warmUp + runs; run += 1) {
    const times = { upload: await untilUpdate(world, run), bare: await round(world) };
    if (run <= warmUp) continue;
    upload.push(times.upload);
    bare.push(times.bare);
  }
  await world.close();
  return { upload, bareRound: bare };
}

/**
 * One release. Its rollout has ended when this returns.
 * @throws Error if simulated time passed before the update
 */
async function untilUpdate(world: World, run: number): Promise<Spent> {
  const body = await goodModel(`v${run}`);
  const simulated = world.clock.now();
  const spent = stopwatch();
  let took: Spent | undefined;
  const stop = world.aws.onEndpointChange(({ endpointName: name, status, at }) => {
    if (took !== undefined || name !== endpointName || status !== 'Updating') return;
    took = spent();
    if (at !== simulated) throw new Error(`the update came ${at - simulated} simulated ms after the upload`);
  });
  await world.upload(`v${run}`, body);
  const ended = (await world.ended(run + 1))[run];
  stop();
  if (ended?.outcome !== 'DEPLOYED' || took === undefined) {
    throw new Error(`expected a rollout to end DEPLOYED, got ${ended?.outcome}`);
  }
  // Let Conclude finish, so that it is not part of the next run.
  await world.clock.settle();
  return took;
}

async function round({ aws, clock }: World): Promise<Spent> {
  const spent = stopwatch();
  const ended = new Promise<Spent>((resolve) => {
    const stop = aws.onEvent(({ source, detail }) => {
      if (source !== 'aws.states' || detail.status !== 'SUCCEEDED' || detail.stateMachineArn !== machineArn)
        return;
      stop();
      resolve(spent());
    });
  });
  await clock.drive(
    aws.clients(SFNClient).send(new StartExecutionCommand({ stateMachineArn: machineArn, input: '{}' })),
  );
  return clock.drive(ended);
}

/** Returns a function that gives the time spent since now. */
function stopwatch(): () => Spent {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { hostMs: performance.now() - began, cpuMs: (user + system) / 1000 };
  };
}

/** The nearest-rank percentile: of 1 … 100, p99 is 99. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}
