import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as errors from '../../core/errors.ts';
import { type Ending, endingSchema } from '../../core/verdict/conclude.ts';
import { aProblem } from '../support/builders.ts';
import { cycleIn, repository } from '../support/source-graph.ts';

interface Rule {
  readonly ErrorEquals: readonly string[];
  readonly Next?: string;
  readonly MaxAttempts?: number;
  readonly Assign?: { readonly ending?: Record<string, unknown> };
}
interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly End?: boolean;
  readonly Arguments?: { readonly FunctionName: { readonly 'Fn::GetAtt': readonly [string, string] } };
  readonly Assign?: { readonly ending?: Record<string, unknown> };
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

const nextOf = ({ Next, Default, Choices = [], Catch = [] }: State): string[] =>
  [Next, Default, ...Choices.map((choice) => choice.Next), ...Catch.map((rule) => rule.Next)].filter(
    (next) => next !== undefined,
  );

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
    const ours = Object.values(errors).map((Class) => Class.name);
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

  it('never polls: no Wait state, and no way leads back', () => {
    expect(states.filter(([, { Type }]) => Type === 'Wait')).toEqual([]);
    expect(cycleIn(new Map(states.map(([name, state]) => [name, nextOf(state)])))).toBeUndefined();
  });

  it('takes at most 12 transitions, whatever happens', () => {
    const longest = (name: string): number =>
      1 + Math.max(0, ...nextOf(definition.States[name] as State).map(longest));
    expect(longest(definition.StartAt)).toBeLessThanOrEqual(12);
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

  it('does not try again what AWS has refused, nor wait a second time in one state', () => {
    for (const [name, { Retry = [], Resource = '' }] of tasks) {
      if (!Resource.endsWith('.waitForTaskToken')) continue;
      const never = Retry.filter(({ MaxAttempts }) => MaxAttempts === 0).flatMap((rule) => rule.ErrorEquals);
      expect({ name, never }).toEqual({ name, never: expect.arrayContaining(['States.Timeout']) });
      // The first rule that matches counts, so the exceptions stand first.
      expect(Retry.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
    }
  });
});

describe('What the state machine hands to Conclude', () => {
  const assigned = states.flatMap(([name, { Assign, Catch = [] }]) =>
    [Assign, ...Catch.map((rule) => rule.Assign)]
      .filter((assign) => assign?.ending !== undefined)
      .map((assign) => ({ name, ending: assign?.ending as Record<string, unknown> })),
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
          result: { kind: 'live', breaches: [] },
          errorOutput: { Error: 'ApiRefused', Cause: '{"errorMessage":"no"}' },
        },
        // A single problem stays a list: JSONata is apt to unwrap it.
        resolution: { kind: 'refused', problems: [aProblem()] },
      });
      const parsed = endingSchema.safeParse(JSON.parse(JSON.stringify(found)));
      expect({ name, problem: parsed.error?.message }).toEqual({ name, problem: undefined });
      if (parsed.success) kinds.push(parsed.data.kind);
    }
    expect(new Set(kinds)).toEqual(new Set(['refused', 'verdict', 'error', 'timed-out']));
  });

  it('names the state that failed', () => {
    for (const { name, ending } of assigned) if (ending.kind === 'error') expect(ending.during).toBe(name);
  });
});
