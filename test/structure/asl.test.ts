import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as errors from '../../core/errors.ts';
import { throttlingErrors } from '../../core/throttling.ts';
import { type Ending, endingSchema } from '../../core/verdict/ending.ts';
import { aProblem, aStop } from '../support/builders.ts';
import { cycleIn, repository } from '../support/source-graph.ts';

interface Rule {
  readonly ErrorEquals: readonly string[];
  readonly Next?: string;
  readonly MaxAttempts?: number;
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: string;
  readonly Assign?: { readonly ending?: Record<string, unknown> | string | null };
}
interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number | string;
  readonly Next?: string;
  readonly Default?: string;
  readonly End?: boolean;
  readonly Arguments?: { readonly FunctionName: { readonly 'Fn::GetAtt': readonly [string, string] } };
  readonly Assign?: { readonly ending?: Record<string, unknown> | string | null };
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Retry?: readonly Rule[];
  readonly Catch?: readonly Rule[];
}

// It has no types of its own.
const validate = createRequire(import.meta.url)('asl-validator') as (definition: object) => {
  isValid: boolean;
  errorsText(): string;
};

const read = (path: string) => readFile(join(repository, path), 'utf8');
const definition: { StartAt: string; QueryLanguage: string; States: Record<string, State> } = JSON.parse(
  await read('statemachines/rollout.asl.json'),
);
const states = Object.entries(definition.States);
const tasks = states.filter(([, state]) => state.Type === 'Task');
const rules = states.flatMap(([name, { Retry = [], Catch = [] }]) =>
  [...Retry, ...Catch].map((rule) => ({ name, rule })),
);

/** The last one is Lambda's own, of the invocation. */
const throttled = [...throttlingErrors, 'Lambda.TooManyRequestsException'];

const nextOf = ({ Next, Default, Choices = [], Catch = [] }: State): string[] =>
  [Next, Default, ...Choices.map((choice) => choice.Next), ...Catch.map((rule) => rule.Next)].filter(
    (next) => next !== undefined,
  );

const isWaiting = (name: string): boolean =>
  definition.States[name]?.Resource?.endsWith('.waitForTaskToken') === true;
const waysWithout = (...left: readonly string[]) =>
  new Map(
    states
      .filter(([name]) => !left.includes(name))
      .map(([name, state]) => [name, nextOf(state).filter((next) => !left.includes(next))]),
  );
/** The states on the longest way from the start to the end. */
const longestOf = (ways: ReadonlyMap<string, readonly string[]>): number => {
  const from = (name: string): number => 1 + Math.max(0, ...(ways.get(name) ?? []).map(from));
  return from(definition.StartAt);
};
/** Those that wait for an event, for a person, or until a gate's own time has come. */
const waitsForOthers = ['AwaitIdle', 'AwaitGate', 'AwaitGateAfter'];
const gateStates = [
  ...['OpenGates', 'GatesOpen', 'AwaitGate'],
  ...['OpenGatesAfter', 'GatesOpenAfter', 'AwaitGateAfter'],
];

describe('The state machine', () => {
  it('is valid', () => {
    // CloudFormation's intrinsic functions stand where ARNs will be.
    const text = JSON.stringify(definition, (key, value) =>
      key === 'FunctionName' ? 'arn:aws:lambda:us-east-1:000000000000:function:f' : value,
    );
    const { isValid, errorsText } = validate(JSON.parse(text));
    expect(errorsText()).toBe('');
    expect(isValid).toBe(true);
  });

  it('names only errors that AWS or core/errors.ts has', () => {
    const named = rules
      .flatMap(({ rule }) => rule.ErrorEquals)
      .filter((error) => !error.startsWith('States.'));
    const ours = [...Object.values(errors).map((Class) => Class.name), ...throttled];
    expect(named.length).toBeGreaterThan(0);
    for (const error of named) expect(ours).toContain(error);
  });

  it('finds errors by the name that Lambda reports: the class’s own name', () => {
    expect(new errors.ApiRefused('CreateModel', 'no').name).toBe('ApiRefused');
    expect(new errors.ShiftNotBegun('iris', undefined).name).toBe('ShiftNotBegun');
  });

  it('calls only functions that serverless.yml has', async () => {
    const { functions } = parse(await read('serverless.yml'));
    const known = Object.keys(functions).map(
      (name) => `${name.charAt(0).toUpperCase()}${name.slice(1)}LambdaFunction`,
    );
    for (const [, { Arguments }] of tasks) expect(known).toContain(Arguments?.FunctionName['Fn::GetAtt'][0]);
  });

  it('never polls: no Wait state, and no way leads back but through a wait for an event', () => {
    expect(states.filter(([, { Type }]) => Type === 'Wait')).toEqual([]);
    expect(waitsForOthers.filter((name) => !isWaiting(name))).toEqual([]);
    expect(cycleIn(waysWithout(...waitsForOthers))).toBeUndefined();
  });

  it('takes at most 14 transitions, whatever happens to a shift; gates cost 2 more at either side', () => {
    expect(longestOf(waysWithout('AwaitIdle', ...gateStates))).toBe(14);
    expect(longestOf(waysWithout(...waitsForOthers))).toBe(14 + 2 + 2);
  });

  it.each([
    // Before it is settled; settled already, or to be settled anew.
    ['busy endpoint', 4, ['AwaitIdle', 'Idle', 'Settle', 'Settled'], ['Prepare']],
    ['endpoint that was changed', 6, ['AwaitIdle', 'Idle', 'Settle', 'Settled', 'Prepare', 'Prepared'], []],
    ['gate before the shift', 3, ['AwaitGate', 'OpenGates', 'GatesOpen'], []],
    ['gate after it', 3, ['AwaitGateAfter', 'OpenGatesAfter', 'GatesOpenAfter'], []],
  ])('for a %s that is waited for, takes %i more each time', (_, count, round, left) => {
    expect(round).toHaveLength(count);
    const [wait = ''] = round;
    // One round at a time: an edge that leads out of it is another round's.
    const others = [...waitsForOthers.filter((name) => name !== wait), ...left];
    const within = wait === 'AwaitIdle' && left.length === 0 ? new Set(round) : undefined;
    const ways = new Map(
      [...waysWithout(...others)].map(([name, next]) => [
        name,
        within && name === 'Settled' ? next.filter((one) => one !== wait) : next,
      ]),
    );
    const cycle = cycleIn(ways) ?? [];
    expect(new Set(cycle)).toEqual(new Set(round));
    expect(cycleIn(waysWithout(...others, wait))).toBeUndefined();
  });

  it.each(['AwaitGate', 'AwaitGateAfter'])('in %s looks again when the gate’s own time has come', (name) => {
    const { TimeoutSeconds, Next, Catch = [] } = definition.States[name] as State;
    expect(TimeoutSeconds).toBe('{% $gates.waitSeconds %}');
    expect(Catch[0]).toEqual({ ErrorEquals: ['States.Timeout'], Next });
  });

  it('takes 12 where nothing goes wrong', () => {
    const good = ['Begin', 'Resolve', 'Admissible', 'Admit', 'Admitted', 'Settle', 'Settled'];
    const way = [...good, 'Prepare', 'Prepared', 'ShiftTraffic', 'Judge', 'Conclude'];
    for (const [index, name] of way.slice(0, -1).entries()) {
      expect(nextOf(definition.States[name] as State)).toContain(way[index + 1]);
    }
    expect(way).toHaveLength(12);
  });

  it('ends in Conclude on every way, so that every rollout gets its outcome', () => {
    const ends = states.filter(([, state]) => nextOf(state).length === 0).map(([name]) => name);
    expect(ends).toEqual(['Conclude']);
    for (const [name, { Catch = [] }] of tasks) {
      if (name !== 'Conclude')
        expect(Catch.flatMap(({ ErrorEquals }) => ErrorEquals)).toContain('States.ALL');
    }
  });

  it('tries every step again after a fault of the moment', () => {
    for (const [name, { Retry = [] }] of tasks) {
      const attempts = Retry.filter(({ ErrorEquals }) => ErrorEquals.includes('States.ALL')).map(
        ({ MaxAttempts }) => MaxAttempts ?? 3,
      );
      expect({ name, attempts: attempts.length }).toEqual({ name, attempts: 1 });
      expect(attempts[0]).toBeGreaterThan(0);
    }
  });

  it('waits out throttling: with full jitter, no longer than a minute at a time, and for a quarter of an hour at least', async () => {
    const hold = JSON.parse(await read('statemachines/hold.asl.json'));
    const timer = (['TimeIsUp', 'TryAgain'] as const).map((name): [string, State] => [
      name,
      hold.States[name],
    ]);
    for (const [name, { Retry = [] }] of [...tasks, ...timer]) {
      const rule = Retry.find(({ ErrorEquals }) => ErrorEquals.includes('ThrottlingException'));
      expect({ name, rule }).toMatchObject({ rule: { JitterStrategy: 'FULL' } });
      const { ErrorEquals = [], IntervalSeconds = 1, BackoffRate = 2, MaxAttempts = 3 } = rule ?? {};
      expect(ErrorEquals).toEqual(throttled);
      const most = rule?.MaxDelaySeconds ?? Number.NaN;
      expect(most).toBeLessThanOrEqual(60);
      const waits = Array.from({ length: MaxAttempts }, (_, index) =>
        Math.min(IntervalSeconds * BackoffRate ** index, most),
      );
      // Full jitter waits half as long on average.
      expect(waits.reduce((sum, wait) => sum + wait / 2, 0)).toBeGreaterThan(15 * 60);
    }
  });

  it('has the exceptions stand before the rule for all: the first that matches counts', () => {
    for (const [, { Retry = [] }] of tasks) expect(Retry.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
  });

  it.each([
    ['Settle', ['LeaseLost']],
    ['Prepare', ['ApiRefused', 'LeaseLost']],
    ['OpenGates', ['LeaseLost']],
    ['OpenGatesAfter', ['LeaseLost']],
    ['ShiftTraffic', ['ApiRefused', 'EndpointChanged', 'LeaseLost']],
    ['AwaitAgain', ['LeaseLost', 'ShiftNotBegun']],
    ['ShiftBack', ['ApiRefused', 'LeaseLost']],
    ['Admit', ['LeaseLost']],
  ])('does not try again in %s what would fail again: %s', (name, errors) => {
    const { Retry = [] } = definition.States[name] as State;
    const never = Retry.filter(({ MaxAttempts }) => MaxAttempts === 0).flatMap((rule) => rule.ErrorEquals);
    expect(never).toEqual(expect.arrayContaining(errors));
  });

  it('waits finitely, in rounds that each end with a look: at most two days for its turn', () => {
    // After the time planned for a shift its state is left, for a last wait that has the rest of the time allowed.
    const rounds = {
      Admit: [48, 3600],
      AwaitIdle: [8, 1800],
      // As long as the gates say, which all have an end; a day at most, then they are looked at anew.
      AwaitGate: [1],
      AwaitGateAfter: [1],
      ShiftTraffic: [1],
      AwaitAgain: [1],
      ShiftBack: [3],
    };
    const found = tasks
      .filter(([name]) => isWaiting(name))
      .map(([name, { Retry = [], TimeoutSeconds }]) => {
        const again = Retry.find(({ ErrorEquals }) => ErrorEquals.includes('States.Timeout'))?.MaxAttempts;
        expect(TimeoutSeconds).toBeDefined();
        return [name, [(again ?? 99) + 1, ...(typeof TimeoutSeconds === 'number' ? [TimeoutSeconds] : [])]];
      });
    expect(Object.fromEntries(found)).toEqual(rounds);
  });
});

describe('What the state machine hands to Conclude', () => {
  const assigned = states.flatMap(([name, { Assign, Catch = [] }]) =>
    [Assign, ...Catch.map((rule) => rule.Assign)]
      // Null where there is none yet.
      .filter((assign) => assign?.ending !== undefined && assign.ending !== null)
      .map((assign) => ({ name, ending: assign?.ending as Record<string, unknown> | string })),
  );

  /** An assigned value with its expressions worked out, as Step Functions does. */
  async function workedOut(value: unknown, variables: Record<string, unknown>): Promise<unknown> {
    if (typeof value === 'string') {
      const expression = /^\{%(.*)%\}$/s.exec(value)?.[1];
      return expression === undefined ? value : jsonata(expression).evaluate({}, variables);
    }
    const entries = Object.entries(value as object).map(async ([key, item]) => [
      key,
      await workedOut(item, variables),
    ]);
    return Object.fromEntries(await Promise.all(entries));
  }

  it('is an ending that Conclude can read, on every way', async () => {
    expect(assigned.length).toBeGreaterThanOrEqual(6);
    const kinds: Ending['kind'][] = [];
    for (const { name, ending } of assigned) {
      const found = await workedOut(ending, {
        states: {
          // A verdict, what a waiting state's token is completed with, and what a function answers: all in one.
          result: {
            kind: 'live',
            ending: { kind: 'stopped', stop: aStop() },
            // A single problem stays a list: JSONata is apt to unwrap it.
            Payload: { ending: { kind: 'refused', problems: [aProblem()] } },
          },
          errorOutput: { Error: 'ApiRefused', Cause: '{"errorMessage":"no"}' },
        },
        ending: { kind: 'verdict', verdict: { kind: 'unwanted', breaches: [] } },
      });
      const parsed = endingSchema.safeParse(JSON.parse(JSON.stringify(found)));
      expect({ name, problem: parsed.error?.message }).toEqual({ name, problem: undefined });
      if (parsed.success) kinds.push(parsed.data.kind);
    }
    expect(new Set(kinds)).toEqual(
      new Set(['refused', 'stopped', 'verdict', 'went-back', 'error', 'timed-out']),
    );
  });

  it('names the state that failed', () => {
    for (const { name, ending } of assigned)
      if (typeof ending === 'object' && ending.kind === 'error') expect(ending.during).toBe(name);
  });
});

describe('The timer of a hold', () => {
  const text = read('statemachines/hold.asl.json');

  it('is valid, waits once, and then calls the function that looks at the shift', async () => {
    const definition = JSON.parse(await text);
    const named = JSON.stringify(definition, (key, value) =>
      key === 'FunctionName' ? 'arn:aws:lambda:us-east-1:000000000000:function:f' : value,
    );
    expect(validate(JSON.parse(named)).errorsText()).toBe('');
    expect(
      Object.entries<State>(definition.States).map(([name, { Type, Next }]) => [name, Type, Next]),
    ).toEqual([
      ['What', 'Choice', undefined],
      ['TimeToAnswer', 'Wait', 'TimeIsUp'],
      ['TimeIsUp', 'Task', undefined],
      ['TryAgain', 'Task', undefined],
    ]);
    expect(definition.States.What).toMatchObject({
      Default: 'TimeToAnswer',
      Choices: [{ Next: 'TryAgain' }],
    });
    expect(definition.States.TimeIsUp.Arguments.FunctionName['Fn::GetAtt'][0]).toBe(
      'CheckShiftLambdaFunction',
    );
  });

  it('tries again after a fault of the moment: a deadline is not forgotten', async () => {
    const { Retry } = JSON.parse(await text).States.TimeIsUp;
    expect(Retry.at(-1)).toMatchObject({ ErrorEquals: ['States.ALL'], MaxAttempts: 10 });
  });
});
