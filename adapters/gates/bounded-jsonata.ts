import { createContext, Script } from 'node:vm';
import jsonata from 'jsonata';

/** JSONata of a manifest that can be evaluated; or why it is none. */
export type BoundedJsonata =
  | { readonly kind: 'jsonata'; readonly evaluate: (input: unknown) => Promise<unknown> }
  /** `fault` says what is wrong, and where: `S0207 at character 7: …` */
  | { readonly kind: 'none'; readonly fault: string };

/**
 * The stack limit is that of Step Functions. A second is a thousand times what a sensible expression takes.
 */
const bounds = { stack: 100, timeout: 1000, sequence: 100_000 };

/**
 * Functions withheld from expressions: time and random numbers, because a check must not depend on them;
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
export function boundedJsonata(source: string): BoundedJsonata {
  try {
    const compiled = jsonata(source, { ...bounds, RegexEngine: BoundedRegExp as RegExpConstructor });
    return { kind: 'jsonata', evaluate: (input) => compiled.evaluate(input, withheld) };
  } catch (error) {
    // Nothing to hide: only the expression was read, so the message cannot quote an answer.
    return { kind: 'none', fault: jsonataReason(error, []) };
  }
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

/** Why it failed. JSONata throws plain objects `{ code, message, position? }`. */
export function jsonataReason(error: unknown, hidden: readonly unknown[]): string {
  const { code, message, position } = Object(error) as Record<string, unknown>;
  if (typeof code !== 'string') return error instanceof Error ? error.name : 'unknown';
  if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'a regular expression that takes too long';
  const where = typeof position === 'number' ? ` at character ${position}` : '';
  return `${code}${where}: ${without(hidden, String(message)).slice(0, 200)}`;
}

/** Removes the values from the message. JSONata shows them as JSON, or as they are. */
const without = (values: readonly unknown[], message: string): string =>
  values
    .flatMap((value) => [JSON.stringify(value), String(value)])
    .filter((text) => text !== undefined && text !== '')
    .reduce((rest, text) => rest.replaceAll(text, '…'), message);
