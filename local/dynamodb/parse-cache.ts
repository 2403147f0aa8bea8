import { emptied, filled } from './holes.ts';

/** A parser of dynalite's: of conditions, updates or projections. */
export interface ExpressionParser {
  /** A string is what is wrong with the expression. */
  parse(text: string, options: { readonly context: ParseContext }): unknown;
}

/** What an expression's placeholders stand for. Those that it uses are taken off the unused. */
interface ParseContext {
  readonly attrNames?: Readonly<Record<string, string>>;
  readonly attrVals?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly unusedAttrNames: Record<string, true>;
  readonly unusedAttrVals: Record<string, true>;
  readonly isKeyCondition?: boolean;
}

interface Parsed {
  /** The result, with a hole in place of each value. */
  readonly result: unknown;
  readonly usedNames: readonly string[];
  readonly usedValues: readonly string[];
}

/** Whether the parser looks at values themselves, not only at their types: it compares the ends of a BETWEEN. */
export const looksAtValues = (expression: string): boolean => /\bbetween\b/i.test(expression);

/**
 * The names of types that `attribute_type` asks for, which the parser checks: part of what an expression is.
 * Empty for other expressions.
 */
export function typesNamedIn(
  expression: string,
  values: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): string {
  if (!/\battribute_type\b/i.test(expression)) return '';
  // Types have short names. Anything else is refused, whatever it is.
  const short = Object.entries(values).filter(([, { S }]) => typeof S === 'string' && S.length <= 4);
  return short.map(([name, { S }]) => `${name}=${S}`).join(' ');
}

/** Programs have few expressions. Names are part of what is kept, and may be many. */
const mostKept = 2000;

/**
 * The same parser, which parses an expression once for the same names and types of values, and then puts the values in.
 * What is wrong is parsed every time.
 */
export function withMemory(parser: ExpressionParser): ExpressionParser {
  const kept = new Map<string, Parsed>();
  return {
    parse(text, { context }) {
      if (looksAtValues(text)) return parser.parse(text, { context });
      const key = keyOf(text, context);
      const known = kept.get(key);
      if (known !== undefined) return resultOf(known, context);
      const before = { names: unused(context.unusedAttrNames), values: unused(context.unusedAttrVals) };
      const result = parser.parse(text, { context });
      if (typeof result === 'string') return result;
      if (kept.size >= mostKept) kept.clear();
      kept.set(key, {
        result: emptied(result, context.attrVals ?? {}),
        usedNames: before.names.filter((name) => !(name in context.unusedAttrNames)),
        usedValues: before.values.filter((name) => !(name in context.unusedAttrVals)),
      });
      return result;
    },
  };
}

const unused = (names: object): string[] => Object.keys(names);

function keyOf(
  text: string,
  { attrNames = {}, attrVals = {}, isKeyCondition = false }: ParseContext,
): string {
  let key = `${isKeyCondition} ${text} ${typesNamedIn(text, attrVals)}`;
  for (const name in attrNames) key += `\n${name} ${attrNames[name]}`;
  // A value has one type: dynalite has seen to that before.
  for (const name in attrVals) for (const type in attrVals[name]) key += `\n${name} ${type}`;
  return key;
}

function resultOf({ result, usedNames, usedValues }: Parsed, context: ParseContext): unknown {
  for (const name of usedNames) delete context.unusedAttrNames[name];
  for (const name of usedValues) delete context.unusedAttrVals[name];
  return filled(result, context.attrVals ?? {});
}
