import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { machine, start, world } from './world.ts';

const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:story';

describe('Step Functions Execution Status Change', () => {
  it('is emitted at the start and at the end, in the shape AWS documents', async () => {
    const w = world();
    const { executionArn } = await w.run(
      machine('Bake', { Bake: { Type: 'Wait', Seconds: 60, Output: { ok: true }, End: true } }),
      { a: 1 },
    );
    const common = {
      executionArn,
      stateMachineArn: machineArn,
      name: executionArn.split(':').at(-1),
      startDate: start,
      input: '{"a":1}',
      inputDetails: { included: true },
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: 'NOT_REDRIVABLE',
      error: null,
      cause: null,
    };
    const envelope = {
      source: 'aws.states',
      detailType: 'Step Functions Execution Status Change',
      resources: [executionArn],
    };
    expect(w.events).toEqual([
      {
        ...envelope,
        detail: {
          ...common,
          status: 'RUNNING',
          stopDate: null,
          output: null,
          outputDetails: null,
          redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
        },
      },
      {
        ...envelope,
        detail: {
          ...common,
          status: 'SUCCEEDED',
          stopDate: start + 60_000,
          output: '{"ok":true}',
          outputDetails: { included: true },
          redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
        },
      },
    ]);
  });

  it('tells error and cause of a failure and of a stop, and only the status of a timeout', async () => {
    const w = world();
    const statusOf = (arn: string) =>
      w.events.filter(({ detail }) => detail.executionArn === arn).at(-1)?.detail;
    const failed = await w.startExecution(
      w.createMachine(machine('Stop', { Stop: { Type: 'Fail', Error: 'E', Cause: 'C' } }), 'failing'),
    );
    const wait = machine('Bake', { Bake: { Type: 'Wait', Seconds: 60, End: true } });
    const stopped = await w.startExecution(w.createMachine(wait, 'stopped'));
    const late = await w.startExecution(w.createMachine({ ...wait, TimeoutSeconds: 10 }, 'late'));
    await w.sfn.send(new StopExecutionCommand({ executionArn: stopped, error: 'Manual' }));
    await w.clock.advance(10_000);
    expect(statusOf(failed)).toMatchObject({
      status: 'FAILED',
      error: 'E',
      cause: 'C',
      redriveStatus: 'REDRIVABLE',
    });
    expect(statusOf(stopped)).toMatchObject({ status: 'ABORTED', error: 'Manual', cause: null });
    expect(statusOf(late)).toMatchObject({ status: 'TIMED_OUT', error: null, stopDate: start + 10_000 });
    expect(w.events).toHaveLength(6);
  });

  it('leaves the input out when input and output together are above 248 KB, and keeps the output', async () => {
    const w = world();
    await w.run(machine('Done', { Done: { Type: 'Succeed' } }), 'x'.repeat(130_000));
    const [started, ended] = w.events.map(({ detail }) => detail);
    expect(started?.inputDetails).toEqual({ included: true });
    expect(ended).toMatchObject({
      input: null,
      inputDetails: { included: false },
      outputDetails: { included: true },
    });
  });
});
