import { matchesArn, matchesWildcard } from './wildcard.ts';

/** One comparison of a policy's value with a request's. */
export interface Operator {
  readonly name: string;
  /** `…Not…`: it holds if none of the policy's values matches. */
  readonly negated: boolean;
  /** @param expected the policy's value, @param actual the request's */
  matches(expected: string, actual: string): boolean;
}

const lower = (text: string): string => text.toLowerCase();
/** An instant as policies write it: ISO 8601, or seconds since 1970. */
const instant = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));

const comparisons: Readonly<Record<string, Operator['matches']>> = {
  StringEquals: (expected, actual) => expected === actual,
  StringEqualsIgnoreCase: (expected, actual) => lower(expected) === lower(actual),
  StringLike: matchesWildcard,
  NumericEquals: (expected, actual) => Number(actual) === Number(expected),
  NumericLessThan: (expected, actual) => Number(actual) < Number(expected),
  NumericLessThanEquals: (expected, actual) => Number(actual) <= Number(expected),
  NumericGreaterThan: (expected, actual) => Number(actual) > Number(expected),
  NumericGreaterThanEquals: (expected, actual) => Number(actual) >= Number(expected),
  DateEquals: (expected, actual) => instant(actual) === instant(expected),
  DateLessThan: (expected, actual) => instant(actual) < instant(expected),
  DateLessThanEquals: (expected, actual) => instant(actual) <= instant(expected),
  DateGreaterThan: (expected, actual) => instant(actual) > instant(expected),
  DateGreaterThanEquals: (expected, actual) => instant(actual) >= instant(expected),
  Bool: (expected, actual) => lower(expected) === lower(actual),
  // The two behave alike (IAM user guide).
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  // Of a key, not of its values: condition.ts.
  Null: () => false,
};

/** Their opposites. */
const negations: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};

/** By name, without ForAllValues and IfExists. Not covered: IpAddress, NotIpAddress, BinaryEquals. */
export const operators: Readonly<Record<string, Operator>> = Object.fromEntries(
  [
    ...Object.entries(comparisons).map(([name, matches]) => ({ name, negated: false, matches })),
    ...Object.entries(negations).map(([name, of]) => ({
      name,
      negated: true,
      matches: comparisons[of] as Operator['matches'],
    })),
  ].map((operator) => [operator.name, operator]),
);
