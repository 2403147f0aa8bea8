import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import { isObject } from '../events/matcher.ts';
import { type Pattern, parsePattern } from '../events/pattern.ts';
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

/** "A filter policy can have a maximum of five keys", those at its top, and 150 combinations of their values. */
const limits = { keys: 5, combinations: 150 };

/**
 * Reads a filter policy: EventBridge's patterns, with SNS's operators and limits (developer guide, "Filter policy
 * constraints"). Undefined for none: no text, or `{}`.
 *
 * @throws AwsError `InvalidParameter`; not covered for `cidr`
 */
export function filterPolicyOf(text: string, scope: FilterPolicyScope): FilterPolicy | undefined {
  if (text.trim() === '') return undefined;
  const json = parsed(text);
  const keys = Object.keys(json).length;
  if (keys === 0) return undefined;
  if (keys > limits.keys) throw refused('Filter policy can not have more than 5 keys');
  if (scope === 'MessageAttributes') assertFlat(json);
  let pattern: Pattern;
  try {
    pattern = parsePattern(json, 'sns');
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'InvalidEventPatternException') throw error;
    throw refused(error.message.replace('Event pattern is not valid. Reason: ', ''));
  }
  if (combinationsIn(pattern) > limits.combinations) throw refused('Filter policy is too complex');
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

/**
 * Of each alternative the product over its fields of their values times their depth: `{"a": {"b": [1, 2]}}` has 2 × 2
 * (developer guide, "Policy constraints for payload-based filtering"). Alternatives add up.
 */
const combinationsIn = (pattern: Pattern): number =>
  pattern
    .map((fields) => fields.reduce((product, { depth, matchers }) => product * depth * matchers.length, 1))
    .reduce((sum, combinations) => sum + combinations, 0);

function assertFlat(policy: Readonly<Record<string, unknown>>): void {
  const { $or: alternatives = [], ...names } = policy;
  if (Object.values(names).some(isObject))
    throw invalidParameter('Filter policy scope MessageAttributes does not support nested filter policy');
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
