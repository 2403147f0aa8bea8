import { describe, expect, it } from 'vitest';
import { readDefinition } from '../../../local/states/read-definition.ts';
import { AwsError } from '../../../local/transport/aws-error.ts';
import { callback, invoke, machine } from './world.ts';

/** The refusal's message, or 'accepted'. */
function verdictOn(definition: object | string): string {
  try {
    readDefinition(typeof definition === 'string' ? definition : JSON.stringify(definition));
    return 'accepted';
  } catch (error) {
    expect(error).toBeInstanceOf(AwsError);
    expect((error as AwsError).code).toBe('InvalidDefinition');
    return (error as AwsError).message;
  }
}

const done = { Type: 'Succeed' };
/** A machine of one Pass state with these fields beside Type. */
const pass = (fields: object) => machine('S', { S: { Type: 'Pass', ...fields } });
const task = (fields: object) =>
  machine('S', { S: { ...invoke('f', { Next: 'Done' }), ...fields }, Done: done });

describe('what is accepted', () => {
  it('takes a machine with everything that is covered', () => {
    const definition = machine(
      'Plan',
      {
        Plan: { Type: 'Pass', Comment: 'c', Assign: { plan: { waits: [1, 2] } }, Next: 'Shift' },
        Shift: callback('shift', {
          TimeoutSeconds: '{% $sum($plan.waits) + 60 %}',
          HeartbeatSeconds: 30,
          Retry: [
            {
              ErrorEquals: ['Busy'],
              IntervalSeconds: 1,
              MaxAttempts: 2,
              BackoffRate: 1.5,
              MaxDelaySeconds: 9,
              JitterStrategy: 'FULL',
            },
          ],
          Catch: [
            { ErrorEquals: ['A', 'B'], Next: 'Stop', Assign: { why: '{% $states.errorOutput.Cause %}' } },
            { ErrorEquals: ['States.ALL'], Next: 'Stop', Output: '{% $states.errorOutput %}' },
          ],
          Assign: { verdict: '{% $states.result.verdict %}' },
          Next: 'Which',
        }),
        Which: {
          Type: 'Choice',
          Choices: [{ Condition: "{% $verdict = 'DEPLOYED' %}", Next: 'Bake' }],
          Default: 'Stop',
        },
        Bake: { Type: 'Wait', Seconds: '{% $plan.waits[0] %}', Next: 'Done' },
        Done: { Type: 'Succeed', Output: { verdict: '{% $verdict %}' } },
        Stop: { Type: 'Fail', Error: 'Stopped', Cause: "{% $exists($why) ? $why : 'unknown' %}" },
      },
      { TimeoutSeconds: 86_400, Comment: 'all of it', Version: '1.0' },
    );
    expect(verdictOn(definition)).toBe('accepted');
  });

  it('takes the query language from the state where the machine names none', () => {
    const definition = { StartAt: 'S', States: { S: { Type: 'Pass', QueryLanguage: 'JSONata', End: true } } };
    expect(verdictOn(definition)).toBe('accepted');
  });
});

describe('what is not covered is refused, saying where and what is', () => {
  it('refuses JSONPath, of a machine, of a state and as a field', () => {
    const state = { Type: 'Pass', End: true };
    expect(verdictOn({ StartAt: 'S', States: { S: state } })).toBe(
      `Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: The local AWS covers the QueryLanguage ` +
        `"JSONata" only, got "JSONPath"; set "QueryLanguage": "JSONata" for the state machine or the state ` +
        `at /States/S/QueryLanguage'`,
    );
    expect(verdictOn({ QueryLanguage: 'JSONPath', StartAt: 'S', States: { S: state } })).toContain(
      'at /QueryLanguage',
    );
    expect(verdictOn(pass({ QueryLanguage: 'JSONPath', End: true }))).toContain(
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/S",
    );
    expect(verdictOn(pass({ InputPath: '$.x', End: true }))).toContain(
      `The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage at /States/S/InputPath`,
    );
  });

  it.each(['Map', 'Parallel', 'Dance'])('refuses the state type %s', (Type) => {
    expect(verdictOn(machine('S', { S: { Type, End: true } }))).toContain(
      `(Task, Choice, Wait, Pass, Succeed, Fail), got "${Type}" at /States/S/Type`,
    );
  });

  it('refuses unknown fields of machine, state, Retrier, Catcher and Choice rule', () => {
    expect(verdictOn({ ...pass({ End: true }), ProcessorConfig: {} })).toContain(
      "'ProcessorConfig' is not supported",
    );
    expect(verdictOn(task({ Credentials: {} }))).toContain(
      "Field 'Credentials' is not supported by the local AWS: of Task it covers Type, Resource, Arguments,",
    );
    expect(verdictOn(task({ Retry: [{ ErrorEquals: ['A'], Interval: 1 }] }))).toContain(
      'at /States/S/Retry[0]/Interval',
    );
    expect(verdictOn(task({ Catch: [{ ErrorEquals: ['A'], Next: 'Done', ResultPath: '$' }] }))).toContain(
      'at /States/S/Catch[0]/ResultPath',
    );
    const rule = { Variable: '$.x', NumericEquals: 1, Next: 'Done' };
    expect(verdictOn(machine('S', { S: { Type: 'Choice', Choices: [rule] }, Done: done }))).toContain(
      "field 'Variable' is only supported for the 'JSONPath' QueryLanguage at /States/S/Choices[0]/Variable",
    );
  });

  it('refuses other resources, other arguments of lambda:invoke, and heartbeats without a token', () => {
    expect(verdictOn(task({ Resource: 'arn:aws:states:::aws-sdk:sagemaker:createModel' }))).toContain(
      'lambda:invoke.waitForTaskToken and Lambda function ARNs; got arn:aws:states:::aws-sdk:sagemaker:createModel at /States/S/Resource',
    );
    expect(verdictOn(task({ Arguments: { FunctionName: 'f', InvocationType: 'Event' } }))).toContain(
      "not 'InvocationType' at /States/S/Arguments/InvocationType",
    );
    expect(verdictOn(task({ Arguments: '$states.input' }))).toContain('needs an object with FunctionName');
    expect(verdictOn(task({ Arguments: '{% $states.input %}' }))).toBe('accepted');
    expect(verdictOn(task({ HeartbeatSeconds: 5 }))).toContain('only with .waitForTaskToken');
  });
});

describe('the rules of the States Language', () => {
  it.each([
    ['no Next and no End', pass({}), 'exactly one of "Next" and "End": true at /States/S'],
    [
      'both Next and End',
      pass({ Next: 'S', End: true }),
      'exactly one of "Next" and "End": true at /States/S',
    ],
    [
      'a Wait without a time',
      machine('S', { S: { Type: 'Wait', End: true } }),
      'exactly one of Seconds and Timestamp',
    ],
    [
      'a wrong timestamp',
      machine('S', { S: { Type: 'Wait', Timestamp: 'noon', End: true } }),
      'SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/S/Timestamp',
    ],
    ['States.ALL with company', task({ Retry: [{ ErrorEquals: ['States.ALL', 'A'] }] }), 'stands alone'],
    [
      'States.ALL before the last',
      task({ Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] }),
      'in the last entry at /States/S/Retry[0]/ErrorEquals',
    ],
    [
      'TimeoutSeconds 0',
      task({ TimeoutSeconds: 0 }),
      'expected a whole number from 1 to 99999999 at /States/S/TimeoutSeconds',
    ],
    [
      'a variable named states',
      pass({ Assign: { states: 1 }, End: true }),
      'is reserved at /States/S/Assign/states',
    ],
    ['a variable with a dash', pass({ Assign: { 'a-b': 1 }, End: true }), 'expected a variable name'],
    [
      'MaxDelaySeconds 1',
      task({ Retry: [{ ErrorEquals: ['A'], MaxDelaySeconds: 1 }] }),
      'above IntervalSeconds',
    ],
    [
      'no States',
      { QueryLanguage: 'JSONata', StartAt: 'S' },
      'SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /',
    ],
    ['no field of a Retrier', task({ Retry: [{}] }), 'required: [ErrorEquals] at /States/S/Retry[0]'],
    ['no text', task({ Comment: 7 }), 'expected a string, got 7 at /States/S/Comment'],
    ['no number', task({ Retry: [{ ErrorEquals: ['A'], BackoffRate: 'x' }] }), 'expected a number, got "x"'],
    ['a BackoffRate below 1', task({ Retry: [{ ErrorEquals: ['A'], BackoffRate: 0 }] }), 'at least 1, got 0'],
    [
      'another jitter',
      task({ Retry: [{ ErrorEquals: ['A'], JitterStrategy: 'SOME' }] }),
      'expected "NONE" or "FULL", got "SOME"',
    ],
    ['no errors', task({ Retry: [{ ErrorEquals: [] }] }), 'expected an array that is not empty'],
    ['no object', '[1]', 'Definition must be a valid JSON object at /'],
    [
      'no JSON',
      'not a definition',
      "INVALID_JSON_DESCRIPTION: Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false') at [Source: (String); line: 1, column: 4]",
    ],
  ])('refuses %s', (_, definition, expected) => {
    expect(verdictOn(definition)).toContain(expected);
  });

  it('refuses a heartbeat that is not below the timeout', () => {
    const S = callback('f', { TimeoutSeconds: 60, HeartbeatSeconds: 60, End: true });
    expect(verdictOn(machine('S', { S }))).toContain('HeartbeatSeconds is below TimeoutSeconds');
  });

  it('tells every problem at once', () => {
    const verdict = verdictOn(machine('A', { A: { Type: 'Map' }, B: { Type: 'Pass', Oops: 1, Next: 'A' } }));
    expect(verdict).toContain('at /States/A/Type, SCHEMA_VALIDATION_FAILED:');
    expect(verdict).toContain('at /States/B/Oops');
  });
});

describe('the graph', () => {
  it('refuses targets that do not exist, wherever they are named', () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'NoCatch' }];
    const verdict = verdictOn(
      machine('NoStart', {
        S: { ...invoke('f', { Next: 'NoNext' }), Catch },
        C: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'NoRule' }], Default: 'NoDefault' },
      }),
    );
    for (const problem of [
      'there is no state "NoStart" at /StartAt',
      'there is no state "NoNext" at /States/S/Next',
      'there is no state "NoCatch" at /States/S/Catch[0]/Next',
      'there is no state "NoRule" at /States/C/Choices[0]/Next',
      'there is no state "NoDefault" at /States/C/Default',
    ]) {
      expect(verdict).toContain(`MISSING_TRANSITION_TARGET: ${problem}`);
    }
  });

  it('refuses a state that nothing leads to', () => {
    expect(verdictOn(machine('S', { S: { Type: 'Pass', End: true }, Lost: done }))).toContain(
      'MISSING_TRANSITION_TARGET: state "Lost" is not reachable from "S" at /States/Lost',
    );
  });

  it('refuses a machine that never ends', () => {
    expect(
      verdictOn(machine('A', { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } })),
    ).toContain('MISSING_END_STATE');
  });
});

describe('the expressions', () => {
  const output = (source: string) => verdictOn(pass({ Output: { x: `{% ${source} %}` }, End: true }));

  it('refuses one that does not parse', () => {
    expect(output('1 +')).toContain(
      'INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/S/Output/x',
    );
  });

  it.each([
    ['phone', "Reference to 'phone' at the top level is not supported."],
    ['phone.area', "Reference to 'phone' at the top level is not supported."],
    ['$count(items)', "Reference to 'items' at the top level is not supported."],
    ['$map($states.input.a, function($x) { b })', "Reference to 'b' at the top level is not supported."],
    ['$', "Reference to '$' at the top level is not supported."],
    ['$$.phone', "Reference to '$$' is not supported."],
    ['$states.result', "Reference to '$states.result' is not supported in this field: it has input, context"],
    ['$states.inputs', "Reference to '$states.inputs' is not supported in this field"],
    ['$eval("1")', 'Step Functions has no $eval; use $parse'],
    ['$plan.seconds', '$plan is no function and no state before this one assigns it'],
    [
      '$lowrcase("A")',
      '$lowrcase is no function and no state before this one assigns it (a check of the local AWS: AWS tells it when it is reached)',
    ],
  ])('refuses %s', (source, expected) => {
    expect(output(source)).toContain(`UNSUPPORTED_JSONATA_EXPRESSION: ${expected}`);
  });

  it.each([
    '$states.input.items[value > 3].name',
    '$states.input.items^(>price, name)',
    '$states.input.items{id: name}',
    '$states.input.items.{"id": id, "all": $}',
    '($a := 1; $f := function($x) { $x + $a }; $f(2))',
    '$states.input.items@$i.parts#$n[$n = 1].{"i": $i.id}',
    '$states.input ~> |items|{"seen": true}, ["secret"]|',
    '$states.context.State.Name & $uuid()',
    '$reduce([1..5], function($sum, $n) { $sum + $n })',
  ])('accepts %s', (source) => {
    expect(output(source)).toBe('accepted');
  });

  it('lets only a Catcher read $states.errorOutput', () => {
    const Catch = [{ ErrorEquals: ['A'], Next: 'Done', Output: '{% $states.errorOutput.Error %}' }];
    expect(verdictOn(task({ Catch }))).toBe('accepted');
    expect(verdictOn(task({ Output: '{% $states.errorOutput %}' }))).toContain(
      "'$states.errorOutput' is not supported",
    );
  });

  it('follows variables along the ways that lead to a state', () => {
    const shift = invoke('f', {
      Assign: { verdict: 1 },
      Catch: [{ ErrorEquals: ['A'], Next: 'Told', Assign: { why: 2 } }],
      Next: 'Told',
    });
    const told = (Output: string) =>
      verdictOn(machine('S', { S: shift, Told: { Type: 'Pass', Output, End: true } }));
    // One way assigns the one, the other way the other: either may be there, so the lint lets both pass.
    expect(told('{% [$verdict, $why] %}')).toBe('accepted');
    expect(told('{% $later %}')).toContain('$later is no function and no state before this one');
  });

  it('does not count what the state itself assigns, nor what only a later one does', () => {
    expect(verdictOn(pass({ Assign: { n: 1 }, Output: '{% $n %}', End: true }))).toContain(
      '$n is no function',
    );
    const loop = machine('A', {
      A: { Type: 'Pass', Assign: { n: 1 }, Next: 'B' },
      B: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $n > 3 %}', Next: 'Done', Assign: { rule: 1 } }],
        Default: 'C',
      },
      C: { Type: 'Pass', Assign: { n: '{% $n + 1 %}', rule: '{% $rule %}' }, Next: 'B' },
      Done: done,
    });
    // Only the way to Done assigns $rule, but C assigns it too, and leads back to itself.
    expect(verdictOn(loop)).toBe('accepted');
  });
});
