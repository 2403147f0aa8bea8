import { createRequire } from 'node:module';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, expect } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import type { LocalContext } from '../../../local/context.ts';
import type { EventDraft, FunctionInvoker, InvocationResult } from '../../../local/ports.ts';
import { seededRandom } from '../../../local/random.ts';
import { createStates } from '../../../local/states/states.ts';
import { AwsError } from '../../../local/transport/aws-error.ts';
import { createRouter } from '../../../local/transport/router.ts';
import { clientSettings } from '../../support/local-service.ts';

interface Asl {
  StartAt: string;
  States: Record<string, object>;
  TimeoutSeconds?: number;
}

/** The definitions of this file's stories. */
const definitions: Asl[] = [];

// An independent reading of the States Language: the stories must not lean on what only our reader accepts. One
// call for all of them, as the branches of one state, since each call of the validator takes a tenth of a second.
afterAll(() => {
  const validate = createRequire(import.meta.url)('asl-validator') as (definition: object) => {
    isValid: boolean;
    errorsText(): string;
  };
  const All = { Type: 'Parallel', Branches: definitions.map(withNumberedNames), End: true };
  const verdict = validate(machine('All', { All }));
  expect(verdict.isValid ? 'valid' : verdict.errorsText()).toBe('valid');
});

/** Names must be unique across branches: `Told` becomes `Told 3`. */
function withNumberedNames({ StartAt, States }: Asl, number: number): Asl {
  const renamed = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (key, item) =>
      (key === 'Next' || key === 'Default') && typeof item === 'string' ? `${item} ${number}` : item,
    );
  const entries = Object.entries(States).map(([name, state]) => [`${name} ${number}`, renamed(state)]);
  return { StartAt: `${StartAt} ${number}`, States: Object.fromEntries(entries) };
}

export const roleArn = 'arn:aws:iam::000000000000:role/rollout';
/** When every story begins. */
export const start = Date.UTC(2026, 0, 5);

/** A function of a story: what it answers, or the error it throws (its `name` is the errorType). */
export type StoryFunction = (payload: never) => unknown;

/** Throws under `name`, as a Lambda handler would. */
export function fail(name: string, message = 'as the story wants it'): never {
  throw Object.assign(new Error(message), { name });
}

/** Step Functions alone, on a virtual clock, with functions that the story tells. */
export function world(functions: Readonly<Record<string, StoryFunction>> = {}) {
  const clock = new VirtualClock(start);
  const context: LocalContext = {
    clock,
    random: seededRandom(7),
    account: '000000000000',
    region: 'us-east-1',
  };
  const invoker: FunctionInvoker = {
    async invoke(arn, payload): Promise<InvocationResult> {
      const name = arn.split(':').at(-1) ?? '';
      const work = functions[name];
      if (work === undefined) {
        throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, { status: 404 });
      }
      try {
        return { ok: true, payload: await work(payload as never) };
      } catch (error) {
        const { name: errorType, message: errorMessage } = error as Error;
        return { ok: false, errorType, errorMessage };
      }
    },
    invokeAsync: () => Promise.reject(new Error('Step Functions calls functions synchronously')),
  };
  const events: EventDraft[] = [];
  const endings = new Map<unknown, () => void>();
  const states = createStates(context, {
    functions: () => invoker,
    events: {
      emit(event) {
        events.push(event);
        if (event.detail.status !== 'RUNNING') endings.get(event.detail.executionArn)?.();
      },
    },
  });
  const sfn = new SFNClient(clientSettings(createRouter([states.wire])));

  const createMachine = (definition: Asl, name = 'story'): string => {
    definitions.push(definition);
    return states.createStateMachine({ name, definition: JSON.stringify(definition), roleArn });
  };

  const startExecution = async (machineArn: string, input: unknown = {}, name?: string): Promise<string> => {
    const { executionArn } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn: machineArn, input: JSON.stringify(input), name }),
    );
    return executionArn as string;
  };

  const describe = (executionArn: string): Promise<DescribeExecutionOutput> =>
    sfn.send(new DescribeExecutionCommand({ executionArn }));

  const history = async (executionArn: string): Promise<HistoryEvent[]> => {
    const { events: found } = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
    );
    return found ?? [];
  };

  /** Moves time on until the execution is over. */
  const finish = async (executionArn: string): Promise<DescribeExecutionOutput> => {
    // Asked to be told before it is looked at: it may end while the answer is on its way.
    const ended = new Promise<void>((resolve) => endings.set(executionArn, resolve));
    if ((await describe(executionArn)).status === 'RUNNING') await clock.drive(ended);
    return describe(executionArn);
  };

  /** Runs one execution of `definition` from start to end. */
  const run = async (definition: Asl, input: unknown = {}) => {
    const executionArn = await startExecution(createMachine(definition), input);
    const execution = await finish(executionArn);
    const output: unknown = execution.output === undefined ? undefined : JSON.parse(execution.output);
    return { executionArn, execution, output, history: await history(executionArn) };
  };

  return { clock, sfn, states, events, createMachine, startExecution, describe, history, finish, run };
}

/** A JSONata state machine. */
export const machine = (StartAt: string, States: Record<string, object>, more: object = {}) => ({
  QueryLanguage: 'JSONata',
  StartAt,
  States,
  ...more,
});

/** A Task that calls the story's function `name`. */
export const invoke = (name: string, more: object = { End: true }) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: {
    FunctionName: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    Payload: '{% $states.input %}',
  },
  ...more,
});

/** A Task that calls the story's function `name` with its token and waits for the callback. */
export const callback = (name: string, more: object = { End: true }) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Arguments: {
    FunctionName: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    Payload: { token: '{% $states.context.Task.Token %}', input: '{% $states.input %}' },
  },
  ...more,
});

/** Seconds since the story began. */
export const secondsInto = (date: Date | undefined): number =>
  ((date?.getTime() ?? Number.NaN) - start) / 1000;
