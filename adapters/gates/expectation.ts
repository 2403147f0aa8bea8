import { createContext, Script } from 'node:vm';
import jsonata from 'jsonata';

/** The answer that an expectation is evaluated on. */
export interface Reply {
  readonly status: number;
  readonly latencyMs: number;
  /** Parsed if its content type is JSON, otherwise text. */
  readonly body: unknown;
}

/** Whether it evaluated to exactly `true`. If not, `came` describes the result without quoting the body. */
type ExpectationResult = { readonly holds: true } | { readonly holds: false; readonly came: string };
export type Expectation =
  | { readonly kind: 'expectation'; readonly meets: (reply: Reply) => Promise<ExpectationResult> }
  /** `fault` says what is wrong, and where: `S0207 at character 7: …` */
  | { readonly kind: 'none'; readonly why: string; readonly fault: string };

/**
 * The stack limit is that of Step Functions. A second is a thousand times what a sensible expression takes.
 */
const bounds = { stack: 100, timeout: 1000, sequence: 100_000 };

/**
 * Functions withheld from expectations: time and random numbers, because a check must not depend on them;
 * `$eval`, because an answer could bring its own expression; `$pad`, because one call can fill the memory.
 */
const withheld = {
  now: undefined,
  millis: undefined,
  random: undefined,
  shuffle: undefined,
  eval: undefined,
  pad: undefined,
};

/** Compiles the JSONata of a manifest. Neither its author nor the answering model is trusted. */
export function expectationOf(source: string): Expectation {
  let compiled: jsonata.Expression;
  try {
    compiled = jsonata(source, { ...bounds, RegexEngine: BoundedRegExp as RegExpConstructor });
  } catch (error) {
    // Nothing to hide: only the expression was read, so the message cannot quote an answer.
    const fault = reasonOf(error, []);
    return { kind: 'none', why: `the expectation is no JSONata (${fault})`, fault };
  }
  return {
    kind: 'expectation',
    async meets(reply) {
      try {
        const came: unknown = await compiled.evaluate(reply, withheld);
        return came === true ? { holds: true } : { holds: false, came: described(came) };
      } catch (error) {
        return { holds: false, came: `an error (${reasonOf(error, valuesOf(error))})` };
      }
    },
  };
}

/** Why a text is not a valid expectation; undefined if it is one. It is only parsed, not evaluated. */
export function expectationFault(source: string): string | undefined {
  const expectation = expectationOf(source);
  return expectation.kind === 'none' ? expectation.fault : undefined;
}

/** The context in which a regular expression runs, so that it can be stopped. */
const sandbox: { search: () => RegExpExecArray | null } = { search: () => null };
const context = createContext(sandbox);
const search = new Script('search()');

/**
 * A regular expression that gives up after a tenth of a second. One like `(a+)+$` may run practically for
 * ever, and JSONata checks its own time limit only between two steps.
 */
class BoundedRegExp extends RegExp {
  override exec(text: string): RegExpExecArray | null {
    sandbox.search = () => super.exec(text);
    return search.runInContext(context, { timeout: 100 });
  }
}

/**
 * Names only the kind of texts, objects and lists: they come from the body, and this text goes into a chat.
 */
function described(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value === 'string') return 'a text';
  return Array.isArray(value) ? 'a list' : 'an object';
}

/** JSONata throws plain objects `{ code, message, position? }`. */
function reasonOf(error: unknown, hidden: readonly unknown[]): string {
  const { code, message, position } = Object(error) as Record<string, unknown>;
  if (typeof code !== 'string') return error instanceof Error ? error.name : 'unknown';
  if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'a regular expression that takes too long';
  const where = typeof position === 'number' ? ` at character ${position}` : '';
  return `${code}${where}: ${without(hidden, String(message)).slice(0, 200)}`;
}

/** The values that an error mentions. They may come from the body. */
const valuesOf = (error: unknown): readonly unknown[] => {
  const { value, value2 } = Object(error) as Record<string, unknown>;
  return [value, value2];
};

/** Removes the values from the message. JSONata shows them as JSON, or as they are. */
const without = (values: readonly unknown[], message: string): string =>
  values
    .flatMap((value) => [JSON.stringify(value), String(value)])
    .filter((text) => text !== undefined && text !== '')
    .reduce((rest, text) => rest.replaceAll(text, '…'), message);
