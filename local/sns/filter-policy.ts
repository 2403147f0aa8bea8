import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import { isObject, type Pattern, parsePattern } from '../events/pattern.ts';
import { matches } from '../events/pattern-match.ts';
import { AwsError } from '../transport/aws-error.ts';
import type { PublishedMessage } from './published-message.ts';
import { invalidParameter } from './sns-error.ts';

export type FilterPolicyScope = 'MessageAttributes' | 'MessageBody';

/** Which of a topic's messages a subscriber gets. */
export interface FilterPolicy {
  /** As it was given, to be shown. */
  readonly text: string;
  readonly pattern: Pattern;
}

/** "A filter policy can have a maximum of five attribute names" and 150 combinations of their values. */
const limits = { names: 5, combinations: 150 };

/**
 * Reads a filter policy: EventBridge's patterns, with SNS's limits (developer guide, "Filter policy constraints").
 * Undefined for none: no text, or `{}`.
 *
 * @throws AwsError `InvalidParameter`; not covered for `cidr`
 */
export function filterPolicyOf(text: string, scope: FilterPolicyScope): FilterPolicy | undefined {
  if (text.trim() === '') return undefined;
  const json = parsed(text);
  if (Object.keys(json).length === 0) return undefined;
  if (scope === 'MessageAttributes') assertFlat(json);
  let pattern: Pattern;
  try {
    pattern = parsePattern(json);
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'InvalidEventPatternException') throw error;
    throw refused(error.message.replace('Event pattern is not valid. Reason: ', ''));
  }
  const counts = valuesIn(pattern);
  if (counts.length > limits.names) throw refused('Filter policy can not have more than 5 keys');
  // {"a": [1, 2], "b": [1, 2, 3]} has 2 × 3 = 6.
  if (counts.reduce((product, count) => product * count, 1) > limits.combinations)
    throw refused('Filter policy is too complex');
  return { text, pattern };
}

/** Whether a subscriber with this policy gets the message. */
export function passes(
  { pattern }: FilterPolicy,
  scope: FilterPolicyScope,
  message: PublishedMessage,
): boolean {
  switch (scope) {
    case 'MessageAttributes':
      return matches(pattern, valuesOf(message.attributes));
    case 'MessageBody': {
      const body = jsonOf(message.body);
      // "If the message body isn't well-formed JSON, the message is rejected."
      return isObject(body) && matches(pattern, body);
    }
  }
}

/** Attributes as a pattern sees them: text, a number, or of a `String.Array` each element. */
function valuesOf(attributes: Readonly<Record<string, MessageAttributeValue>>): Record<string, unknown> {
  const entries = Object.entries(attributes).map(([name, { DataType = '', StringValue = '' }]) => {
    if (DataType.startsWith('Number')) return [name, Number(StringValue)];
    if (DataType === 'String.Array') return [name, jsonOf(StringValue)];
    // What is in bytes can't be compared; it is there all the same.
    return [name, DataType.startsWith('Binary') ? true : StringValue];
  });
  return Object.fromEntries(entries);
}

/** How many values each name of a policy may have, alternatives included. */
const valuesIn = ({ fields, or }: Pattern): readonly number[] => [
  ...fields.flatMap(([, field]) =>
    field.kind === 'object' ? valuesIn(field.pattern) : [field.matchers.length],
  ),
  ...or.flatMap(valuesIn),
];

function assertFlat(policy: Readonly<Record<string, unknown>>): void {
  const { $or: alternatives = [], ...names } = policy;
  const nested = Object.entries(names).find(([, value]) => isObject(value))?.[0];
  if (nested !== undefined)
    throw refused(
      `Filter policy scope MessageAttributes does not support nested filter policy ("${nested}")`,
    );
  if (Array.isArray(alternatives)) for (const each of alternatives) if (isObject(each)) assertFlat(each);
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  const json = jsonOf(text);
  if (!isObject(json)) throw refused('failed to parse JSON: expected an object');
  return json;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const refused = (why: string): AwsError => invalidParameter(`FilterPolicy: ${why}`);
