import jsonata from 'jsonata';
import type { Clock } from '../clock/clock.ts';
import type { Random } from '../random.ts';
import { isTimestamp } from './definition.ts';
import { errorName, StateFailed } from './failure.ts';
import { isJsonObject, type Json } from './json.ts';
import { FunctionFailure, functionBindings } from './jsonata-functions.ts';
import { type Scope, type Simple, simpleExpression, unsure } from './simple-expression.ts';
import { Spelling } from './spelling.ts';

/** Evaluates the fields of states. Every method throws StateFailed (States.QueryEvaluationError) naming `field`. */
export interface Evaluator {
  /** `template` with every `{% … %}` string in it, at any depth, replaced by its value. */
  fill(template: Json, field: string, scope: Scope): Promise<Json>;
  /** As `fill`, of a field whose value must be an object. */
  object(value: Json, field: string, scope: Scope): Promise<JsonObject>;
  boolean(value: boolean | string, field: string, scope: Scope): Promise<boolean>;
  /** A whole number from `least` to 99,999,999. */
  seconds(value: number | string, least: 0 | 1, field: string, scope: Scope): Promise<number>;
  string(value: string, field: string, scope: Scope): Promise<string>;
  /** An RFC 3339 timestamp, as epoch milliseconds. */
  timestamp(value: string, field: string, scope: Scope): Promise<number>;
}

interface JsonObject {
  readonly [key: string]: Json;
}

/** The JSONata inside `{% … %}`; undefined for a plain string, which is what any other string is. */
export const expressionIn = (text: string): string | undefined =>
  text.startsWith('{%') && text.endsWith('%}') && text.length >= 4 ? text.slice(2, -2).trim() : undefined;

/** AWS ends an evaluation nested deeper than 100, and so do we; the time limit is only against endless ones. */
const guardrails = { stack: 100, timeout: 5_000 };

interface Compiled {
  readonly expression: jsonata.Expression;
  readonly simple: Simple | undefined;
}

/** Compiled once for all state machines of the process: what an evaluation needs of its own, it is given. */
const compiled = new Map<string, Compiled>();
const mostCompiled = 2000;

/** @throws the parser's error `{ code, position, message }` */
function compile(source: string): Compiled {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const expression = jsonata(source, guardrails);
  const made = { expression, simple: simpleExpression(expression.ast()) };
  if (compiled.size >= mostCompiled) compiled.clear();
  compiled.set(source, made);
  return made;
}

/** What an expression gives, if that can be told at once; else undefined, which is never what one may give. */
function atOnce(source: string, scope: Scope): Json | undefined {
  try {
    const value = compile(source).simple?.(scope);
    return value === unsure ? undefined : (value as Json | undefined);
  } catch {
    // Told of where the expression is evaluated for good.
    return undefined;
  }
}

/** `template` filled in, if all of it can be told at once. Parts without expressions are the template's own. */
function filledAtOnce(template: Json, scope: Scope): Json | undefined {
  if (typeof template === 'string') {
    const source = expressionIn(template);
    return source === undefined ? template : atOnce(source, scope);
  }
  if (typeof template !== 'object' || template === null) return template;
  if (Array.isArray(template)) {
    const items: Json[] = [];
    for (const item of template) {
      const filled = filledAtOnce(item, scope);
      if (filled === undefined) return undefined;
      items.push(filled);
    }
    return items;
  }
  const members: Record<string, Json> = {};
  for (const name of Object.keys(template)) {
    const filled = filledAtOnce((template as JsonObject)[name] as Json, scope);
    if (filled === undefined || name === '__proto__') return undefined;
    members[name] = filled;
  }
  return members;
}

export function createEvaluator(clock: Clock, random: Random, spelling = new Spelling()): Evaluator {
  const evaluate = async (source: string, field: string, scope: Scope): Promise<Json> => {
    const fail = (what: string): StateFailed =>
      evaluationFailed(
        field,
        `The JSONata expression '${source}' specified for the field '${field}' ${what}`,
      );
    let value: unknown;
    try {
      const { input, ...more } = scope.states;
      const states = { input, context: scope.context?.(), ...more };
      const bindings = { ...functionBindings(clock.now(), random), ...scope.variables, states };
      value = await compile(source).expression.evaluate(undefined, bindings);
    } catch (error) {
      throw fail(`threw an error during evaluation. ${reasonOf(error)}`);
    }
    if (value === undefined) throw fail('returned nothing (undefined).');
    try {
      const plain = plainJson(value);
      spelling.keep(value, plain);
      return plain;
    } catch {
      throw fail('returned an unsupported result type.');
    }
  };

  const typed = async <T extends Json>(
    value: Json,
    field: string,
    scope: Scope,
    type: { readonly name: string; readonly accepts: (result: Json) => result is T },
  ): Promise<T> => {
    const source = typeof value === 'string' ? expressionIn(value) : undefined;
    const result = source === undefined ? value : await fill(value, field, scope);
    if (type.accepts(result)) return result;
    throw evaluationFailed(
      field,
      `The JSONata expression '${source ?? value}' specified for the field '${field}' returned an unexpected result type. ` +
        `Expected '${type.name}', but was '${typeName(result)}' for value: ${spelling.tell(result).text}`,
    );
  };

  const fill: Evaluator['fill'] = async (template, field, scope) => {
    const filled = filledAtOnce(template, scope);
    return filled === undefined ? fillEach(template, field, scope) : filled;
  };

  const fillEach: Evaluator['fill'] = async (template, field, scope) => {
    if (typeof template === 'string') {
      const source = expressionIn(template);
      return source === undefined ? template : evaluate(source, field, scope);
    }
    if (template === null || typeof template !== 'object') return template;
    // One after the other: the order of evaluations, and so of random draws, is that of the definition.
    if (Array.isArray(template)) {
      const items: Json[] = [];
      for (const [i, item] of template.entries()) items.push(await fillEach(item, `${field}[${i}]`, scope));
      return items;
    }
    const entries: [string, Json][] = [];
    for (const [key, item] of Object.entries(template)) {
      entries.push([key, await fillEach(item, `${field}/${key}`, scope)]);
    }
    return Object.fromEntries(entries);
  };

  return {
    fill,
    object: async (value, field, scope) => {
      const type = { name: 'object', accepts: isJsonObject };
      return isJsonObject(value)
        ? ((await fill(value, field, scope)) as JsonObject)
        : typed(value, field, scope, type);
    },
    boolean: (value, field, scope) =>
      typed(value, field, scope, { name: 'boolean', accepts: (result) => typeof result === 'boolean' }),
    seconds: (value, least, field, scope) =>
      typed(value, field, scope, {
        name: `whole number from ${least} to 99999999`,
        accepts: (result): result is number =>
          Number.isInteger(result) && (result as number) >= least && (result as number) <= 99_999_999,
      }),
    string: (value, field, scope) =>
      typed(value, field, scope, { name: 'string', accepts: (result) => typeof result === 'string' }),
    timestamp: async (value, field, scope) => {
      const type = { name: 'string', accepts: (result: Json) => typeof result === 'string' };
      const text = await typed(value, field, scope, type);
      if (isTimestamp(text)) return Date.parse(text);
      throw evaluationFailed(
        field,
        `The ${field} field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
      );
    },
  };
}

const evaluationFailed = (location: string, cause: string): StateFailed =>
  new StateFailed({ error: errorName.queryEvaluation, cause, location });

/** JSONata throws plain objects `{ code, message }`, our functions FunctionFailure; anything else is of the engine. */
function reasonOf(error: unknown): string {
  if (error instanceof FunctionFailure) return error.message;
  const { code, message } = error as { code?: string; message?: string };
  return code === undefined ? 'The local AWS could not evaluate it.' : `${code}: ${message}`;
}

/**
 * JSONata's results have null prototypes and arrays with marks of their own: here they become plain JSON.
 * A number that is not finite becomes its name ("Infinity"), as Step Functions writes it.
 */
function plainJson(value: unknown): Json {
  const text = JSON.stringify(value, (_key, item) => {
    if (typeof item === 'number' && !Number.isFinite(item)) return String(item);
    const isFunction = typeof item === 'function' || item?._jsonata_lambda || item?._jsonata_function;
    if (isFunction) throw new TypeError('a function is no JSON value');
    return item;
  });
  return JSON.parse(text);
}

const typeName = (value: Json): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
