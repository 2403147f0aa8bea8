import type * as z from 'zod';

/** What a value should be, by the names that zod has for it. */
const names: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
};

/** The longest value that a message shows, in characters. */
const longestShown = 100;

/** Says what a value of a definition should be where its schema says nothing itself: no library's words reach a user. */
export const inOurWords: z.core.$ZodErrorMap = (issue) => {
  const got = `got ${String(JSON.stringify(issue.input)).slice(0, longestShown)}`;
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${names[issue.expected] ?? 'another type of value'}, ${got}`;
    case 'invalid_value':
      return `expected ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}, ${got}`;
    case 'too_small':
      return issue.origin === 'array'
        ? 'expected an array that is not empty'
        : `expected at least ${issue.minimum}, ${got}`;
    case 'too_big':
      return `expected at most ${issue.maximum}, ${got}`;
    default:
      return `the local AWS cannot read this value, ${got}`;
  }
};
