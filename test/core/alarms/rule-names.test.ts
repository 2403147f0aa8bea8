import { describe, expect, it } from 'vitest';
import { alarmsInRule } from '../../../core/alarms/rule-names.ts';

describe('The alarms that a rule names', () => {
  it.each([
    ['ALARM(a)', ['a']],
    ['ALARM("a b") OR NOT OK( c )', ['a b', 'c']],
    ['(ALARM(a) AND INSUFFICIENT_DATA(a)) OR TRUE', ['a']],
    ['ALARM("a \\"b\\" (c)")', ['a "b" (c)']],
    ['ALARM(arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a:b)', ['a:b']],
    ['TRUE', []],
    ['', []],
  ])('%s', (rule, names) => {
    expect(alarmsInRule(rule)).toEqual(names);
  });
});
