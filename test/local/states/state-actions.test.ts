import { describe, expect, it } from 'vitest';
import { invoke, machine, secondsInto, world } from './world.ts';

describe('Pass', () => {
  it('hands its input on when it has no Output', async () => {
    const { output } = await world().run(machine('Only', { Only: { Type: 'Pass', End: true } }), {
      kept: [1],
    });
    expect(output).toEqual({ kept: [1] });
  });

  it('fills in Output at any depth and leaves plain strings alone', async () => {
    const Output = {
      deep: [{ sum: '{% $states.input.a + 1 %}' }],
      plain: 'no {% expression %} here',
      absent: null,
    };
    const { output } = await world().run(machine('Only', { Only: { Type: 'Pass', Output, End: true } }), {
      a: 2,
    });
    expect(output).toEqual({ deep: [{ sum: 3 }], plain: 'no {% expression %} here', absent: null });
  });

  it('assigns variables that later states see, while its own fields still see the old ones', async () => {
    const { output } = await world().run(
      machine('First', {
        First: { Type: 'Pass', Assign: { n: 1 }, Next: 'Second' },
        Second: {
          Type: 'Pass',
          Assign: { n: '{% $n + 1 %}', old: '{% $n %}' },
          Output: '{% $n %}',
          Next: 'Third',
        },
        Third: { Type: 'Pass', Output: '{% [$states.input, $n, $old] %}', End: true },
      }),
    );
    expect(output).toEqual([1, 2, 1]);
  });

  it('shows the context object as AWS documents it', async () => {
    const { output } = await world().run(
      machine('Only', { Only: { Type: 'Pass', Output: '{% $states.context %}', End: true } }),
      { x: 1 },
    );
    expect(output).toEqual({
      Execution: {
        Id: expect.stringMatching(/^arn:aws:states:us-east-1:000000000000:execution:story:[0-9a-f-]{36}$/),
        Input: { x: 1 },
        Name: expect.stringMatching(/^[0-9a-f-]{36}$/),
        RoleArn: 'arn:aws:iam::000000000000:role/rollout',
        StartTime: '2026-01-05T00:00:00.000Z',
        RedriveCount: 0,
      },
      StateMachine: { Id: 'arn:aws:states:us-east-1:000000000000:stateMachine:story', Name: 'story' },
      State: { Name: 'Only', EnteredTime: '2026-01-05T00:00:00.000Z' },
    });
  });
});

describe('Choice', () => {
  const definition = machine('Which', {
    Which: {
      Type: 'Choice',
      Choices: [
        {
          Condition: '{% $states.input.n < 0 %}',
          Next: 'Told',
          Output: { size: 'negative' },
          Assign: { rule: 0 },
        },
        {
          Condition: '{% $states.input.n > 9 %}',
          Next: 'Told',
          Output: { size: 'large' },
          Assign: { rule: 1 },
        },
      ],
      Default: 'Told',
      Output: { size: 'small' },
      Assign: { rule: 'none' },
    },
    Told: { Type: 'Pass', Output: '{% [$states.input, $rule] %}', End: true },
  });

  it.each([
    [-1, [{ size: 'negative' }, 0]],
    [10, [{ size: 'large' }, 1]],
    [5, [{ size: 'small' }, 'none']],
  ])('takes the first rule that is true, with its own Output and Assign: %i', async (n, expected) => {
    expect((await world().run(definition, { n })).output).toEqual(expected);
  });

  it('fails with States.Runtime when no rule is true and there is no Default', async () => {
    const { execution } = await world().run(
      machine('Which', {
        Which: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'Done' }] },
        Done: { Type: 'Succeed' },
      }),
    );
    expect(execution).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'Which' (entered at the event id #2). " +
        'Failed to transition out of the state. The state does not point to a next state.',
    });
  });

  it('fails when a Condition is no boolean', async () => {
    const { execution } = await world().run(
      machine('Which', {
        Which: { Type: 'Choice', Choices: [{ Condition: "{% 'yes' %}", Next: 'Done' }], Default: 'Done' },
        Done: { Type: 'Succeed' },
      }),
    );
    expect(execution.error).toBe('States.QueryEvaluationError');
    expect(execution.cause).toContain(
      `for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'string' for value: "yes"`,
    );
  });
});

describe('Wait', () => {
  it.each([
    ['literal seconds', { Seconds: 90 }],
    ['seconds from an expression', { Seconds: '{% $states.input.bake * 3 %}' }],
    ['a timestamp', { Timestamp: '2026-01-05T00:01:30Z' }],
    ['a timestamp from an expression', { Timestamp: '{% $states.input.until %}' }],
  ])('passes exactly that time on the simulated clock: %s', async (_, how) => {
    const { execution, output } = await world().run(
      machine('Bake', { Bake: { Type: 'Wait', ...how, Output: { baked: true }, End: true } }),
      { bake: 30, until: '2026-01-05T01:01:30+01:00' },
    );
    expect(output).toEqual({ baked: true });
    expect(secondsInto(execution.stopDate)).toBe(90);
  });

  it('does not wait for a time that has passed', async () => {
    const { execution } = await world().run(
      machine('Bake', { Bake: { Type: 'Wait', Timestamp: '2025-12-31T00:00:00Z', End: true } }),
    );
    expect(execution.status).toBe('SUCCEEDED');
    expect(secondsInto(execution.stopDate)).toBe(0);
  });

  it.each(['2016-12-05 21:29:29Z', '2016-12-05T21:29:29', '2016-13-05T21:29:29Z', '2016-12-05T25:29:29Z'])(
    'fails in the words that AWS was recorded with if an expression gives %s as its Timestamp',
    async (until) => {
      const Bake = { Type: 'Wait', Timestamp: '{% $states.input.until %}', End: true };
      const { execution, history } = await world().run(machine('Bake', { Bake }), { until });
      const cause =
        "An error occurred while executing the state 'Bake' (entered at the event id #2). " +
        `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${until}`;
      expect(execution).toMatchObject({ error: 'States.QueryEvaluationError', cause });
      expect(history[2]?.evaluationFailedEventDetails).toMatchObject({ cause, location: 'Timestamp' });
    },
  );

  it('fails on seconds that are no whole number', async () => {
    const { execution } = await world().run(
      machine('Bake', { Bake: { Type: 'Wait', Seconds: '{% 1.5 %}', End: true } }),
    );
    expect(execution.error).toBe('States.QueryEvaluationError');
    expect(execution.cause).toContain(
      "Expected 'whole number from 0 to 99999999', but was 'number' for value: 1.5",
    );
  });
});

describe('Succeed and Fail', () => {
  it('Succeed ends the execution with its Output', async () => {
    const { execution, output } = await world().run(
      machine('Done', { Done: { Type: 'Succeed', Output: { outcome: '{% $states.input.o %}' } } }),
      { o: 'DEPLOYED' },
    );
    expect(execution.status).toBe('SUCCEEDED');
    expect(output).toEqual({ outcome: 'DEPLOYED' });
  });

  it('Fail ends it with an Error and a Cause that may be expressions', async () => {
    const { execution } = await world().run(
      machine('Stop', {
        Stop: { Type: 'Fail', Error: 'Rejected', Cause: "{% 'because ' & $states.input.why %}" },
      }),
      { why: 'of the alarm' },
    );
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Rejected', cause: 'because of the alarm' });
    expect(execution.output).toBeUndefined();
  });
});

describe('data limits', () => {
  it('fails a state whose output is above 256 KiB', async () => {
    const { execution } = await world().run(
      machine('Big', { Big: { Type: 'Pass', Output: "{% $pad('', 262143, 'x') %}", End: true } }),
    );
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    expect(execution.cause).toContain("The state/task 'Big' returned a result with a size exceeding");
  });

  it('fails a task whose result is above 256 KiB, which States.ALL does not catch', async () => {
    const { execution } = await world({ big: () => 'x'.repeat(262_144) }).run(
      machine('Big', {
        Big: invoke('big', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }], Next: 'Caught' }),
        Caught: { Type: 'Succeed' },
      }),
    );
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});
