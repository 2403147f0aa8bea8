import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonProblem } from '../../../local/states/json-scan.ts';
import { Spelling } from '../../../local/states/spelling.ts';
import { machine, world } from './world.ts';

const odd = '{"n": 1.0, "e":1e2,"big":12345678901234567890, "deep":{"list":[ 0.10,-0 ]},"plain":{"a":1}}';

/** The texts that an execution with `input` shows: at each entry and exit, and as its output. */
async function told(States: Record<string, object>, input: string) {
  const w = world();
  const stateMachineArn = w.createMachine(machine('A', States));
  const { executionArn = '' } = await w.sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
  const { output } = await w.finish(executionArn);
  const events = await w.history(executionArn);
  return { output, exits: events.flatMap((event) => event.stateExitedEventDetails ?? []) };
}

describe('numbers', () => {
  it('keep their spelling through states that do not touch them, as AWS carries the text on', async () => {
    const States = {
      A: { Type: 'Pass', Next: 'B' },
      B: { Type: 'Wait', Seconds: 5, Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.n = 1 %}', Next: 'D' }] },
      D: { Type: 'Succeed' },
    };
    const { output, exits } = await told(States, odd);
    expect([output, ...exits.map((exit) => exit.output)]).toEqual(Array(5).fill(odd));
  });

  it('keep it in what an expression hands on whole: the input, a part of it, a variable', async () => {
    const States = {
      A: {
        Type: 'Pass',
        Assign: { all: '{% $states.input %}' },
        Output: { part: '{% $states.input.deep %}', plain: '{% $states.input.plain %}' },
        Next: 'B',
      },
      B: {
        Type: 'Pass',
        Output: '{% $merge([$states.input, { "all": $all, "sum": $all.n + 1 }]) %}',
        End: true,
      },
    };
    const { output, exits } = await told(States, odd);
    expect(exits[0]?.assignedVariables).toEqual({ all: odd });
    expect(exits[0]?.output).toBe('{"part":{"list":[ 0.10,-0 ]},"plain":{"a":1}}');
    expect(output).toBe(`{"part":{"list":[ 0.10,-0 ]},"plain":{"a":1},"all":${odd},"sum":2}`);
  });
});

describe('Spelling', () => {
  it('writes any JSON value as JSON.stringify does, until a number of another spelling was read', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const spelling = new Spelling();
        const { value } = spelling.read(text);
        expect(JSON.parse(spelling.tell(value).text)).toEqual(value);
        spelling.read('[1.0]');
        expect(JSON.parse(spelling.tell(value).text)).toEqual(value);
      }),
    );
  });

  it('takes the last of two members of one name', () => {
    const spelling = new Spelling();
    const { value } = spelling.read('{"a":{"x":1.0},"a":{"x":2.0}}');
    expect(spelling.tell((value as { a: object }).a as never).text).toBe('{"x":2.0}');
  });
});

describe('what is wrong with a text that is no JSON', () => {
  it.each([
    // Recorded on AWS.
    [
      'not some JSON',
      "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
    ],
    ["{'a': 1}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name"],
    // In the manner of the same parser.
    [
      '{"a" 1}',
      "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
    ],
    ['[1 2]', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries"],
    ['{"a":1', 'Unexpected end-of-input: was expecting comma to separate Object entries'],
    ['"a', 'a string is not closed, or has a character that must be escaped'],
    ['1 2', "Unexpected character ('2' (code 50)): was expecting the end of the text"],
  ])('%s: %s', (text, message) => {
    expect(jsonProblem(text).message).toBe(message);
  });

  it('is found wherever JSON.parse refuses a text, and nowhere else', () => {
    const mangled = fc.tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom('', ',', '}', '"', '0', '\\', 'e', '\n', '\u2028'),
    );
    fc.assert(
      fc.property(mangled, ([json, at, put]) => {
        const cut = at % (json.length + 1);
        const text = json.slice(0, cut) + put + json.slice(cut + 1);
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        expect(jsonProblem(text).message === 'it is not valid JSON').toBe(isJson);
      }),
      { numRuns: 1000 },
    );
  });
});
