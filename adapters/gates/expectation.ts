import { createContext, Script } from 'node:vm';
import jsonata from 'jsonata';

/** An answer as an expectation sees it. */
export interface Reply {
  readonly status: number;
  readonly latencyMs: number;
  /** Parsed, where its type says that it is JSON; else text. */
  readonly body: unknown;
}

/** Whether it came to exactly true; else in short what it came to, with nothing of the body in it. */
type ExpectationResult = { readonly holds: true } | { readonly holds: false; readonly came: string };
export type Expectation =
  | { readonly kind: 'expectation'; readonly meets: (reply: Reply) => Promise<ExpectationResult> }
  /** `fault` is what is wrong with it, and where: `S0207 at character 7: …` */
  | { readonly kind: 'none'; readonly why: string; readonly fault: string };

/** As deep as Step Functions evaluates; a second is a thousand times what a sensible expression takes. */
const bounds = { stack: 100, timeout: 1000, sequence: 100_000 };

/**
 * What an expectation is not given: the time and chance, on which no check should hang; `$eval`, by which an answer
 * could bring its own expression; `$pad`, which fills the memory at one stroke.
 */
const withheld = {
  now: undefined,
  millis: undefined,
  random: undefined,
  shuffle: undefined,
  eval: undefined,
  pad: undefined,
};

/** Compiles the JSONata that a manifest gives. Its author and the model that answers are both not to be trusted. */
export function expectationOf(source: string): Expectation {
  let compiled: jsonata.Expression;
  try {
    compiled = jsonata(source, { ...bounds, RegexEngine: BoundedRegExp as RegExpConstructor });
  } catch (error) {
    // What it is about is the expression's own, and it alone was looked at.
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

/** Why a text is no expectation; undefined if it is one. It is only parsed, so what it would come to is not known. */
export function expectationFault(source: string): string | undefined {
  const expectation = expectationOf(source);
  return expectation.kind === 'none' ? expectation.fault : undefined;
}

/** Where a regular expression is run that may be stopped. */
const sandbox: { search: () => RegExpExecArray | null } = { search: () => null };
const context = createContext(sandbox);
const search = new Script('search()');

/**
 * A regular expression that gives up after a tenth of a second: one like `(a+)+$` may take longer than anybody lives,
 * and JSONata looks at its own time limit only between two steps.
 */
class BoundedRegExp extends RegExp {
  override exec(text: string): RegExpExecArray | null {
    sandbox.search = () => super.exec(text);
    return search.runInContext(context, { timeout: 100 });
  }
}

/** Text, objects and lists by their kind alone: they are the body's, and this goes into a chat. */
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

/** What an error is about, which may be the body's. */
const valuesOf = (error: unknown): readonly unknown[] => {
  const { value, value2 } = Object(error) as Record<string, unknown>;
  return [value, value2];
};

/** JSONata's messages show values as JSON, or as they are. */
const without = (values: readonly unknown[], message: string): string =>
  values
    .flatMap((value) => [JSON.stringify(value), String(value)])
    .filter((text) => text !== undefined && text !== '')
    .reduce((rest, text) => rest.replaceAll(text, '…'), message);
