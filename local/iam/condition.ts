import type { RequestContext } from './access.ts';
import { isCoveredKey } from './condition-keys.ts';
import { type Operator, operators } from './condition-operators.ts';
import { PolicyError } from './policy-error.ts';
import { withVariables } from './wildcard.ts';

/** One key of a statement's Condition, with its operator. */
export interface Condition {
  readonly operator: Operator;
  /** How many of the request's values must match, where it has several. */
  readonly set: 'ForAllValues' | 'ForAnyValue' | undefined;
  /** `…IfExists`: a key that the request lacks is no obstacle. */
  readonly ifExists: boolean;
  /** In lower case. */
  readonly key: string;
  readonly values: readonly string[];
}

/** `ForAllValues:StringLikeIfExists` and the like. */
const named = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/;

/**
 * A statement's Condition, key by key.
 * @throws PolicyError for an operator or a key that is not covered: one that is not there could never be heeded
 */
export function readConditions(
  block: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
  at: string,
): Condition[] {
  return Object.entries(block).flatMap(([name, keys]) => {
    const [, set, operatorName = '', ifExists] = named.exec(name) ?? [];
    const operator = operators[operatorName];
    if (operator === undefined || !Object.hasOwn(operators, operatorName)) {
      throw new PolicyError(`${at}.Condition: the operator ${name} is not covered`);
    }
    return Object.entries(keys).map(([key, values]) => {
      if (!isCoveredKey(key)) throw new PolicyError(`${at}.Condition: the key ${key} is not covered`);
      return {
        operator,
        set: set as Condition['set'],
        ifExists: ifExists !== undefined,
        key: key.toLowerCase(),
        values,
      };
    });
  });
}

/**
 * Whether the request is what the condition says (IAM user guide, "IAM JSON policy elements: Condition operators" and
 * "Conditions with multiple context keys or values"). Of several values one must match, or none with a negated
 * operator. A key that the request lacks matches only a negated operator, `…IfExists` and ForAllValues.
 */
export function holds(condition: Condition, context: RequestContext): boolean {
  const { operator, set, ifExists, key } = condition;
  const given = context[key] ?? [];
  const values = condition.values.flatMap((value) => withVariables(value, context) ?? []);
  if (operator.name === 'Null') {
    return values.some((value) => (value === 'true') === (given.length === 0));
  }
  const matches = (one: string): boolean => {
    const found = values.some((value) => operator.matches(value, one));
    return operator.negated ? !found : found;
  };
  if (set === 'ForAllValues') return given.every(matches);
  if (given.length === 0) return set === undefined && (ifExists || operator.negated);
  return given.some(matches);
}
