import { describe, expect, it } from 'vitest';
import { conditionValues } from '../../../local/stack/conditions.ts';

const values = new Map([
  ['Stage', 'prod'],
  ['Reserved', '0'],
]);
const stage = { Ref: 'Stage' };
const isProd = { 'Fn::Equals': [stage, 'prod'] };
const holds = (condition: unknown, more: Record<string, unknown> = {}) =>
  conditionValues({ It: condition, IsProd: isProd, ...more }, values)('It');

describe('A template’s condition', () => {
  it.each([
    ['Equals', isProd, true],
    ['Equals of another', { 'Fn::Equals': ['dev', stage] }, false],
    ['Equals of a number and a text', { 'Fn::Equals': [{ Ref: 'Reserved' }, 0] }, true],
    ['Not', { 'Fn::Not': [isProd] }, false],
    ['another one', { Condition: 'IsProd' }, true],
    ['And', { 'Fn::And': [isProd, { 'Fn::Not': [{ Condition: 'IsProd' }] }] }, false],
    ['Or', { 'Fn::Or': [{ 'Fn::Equals': ['a', 'b'] }, { Condition: 'IsProd' }] }, true],
  ])('by %s', (_, condition, expected) => {
    expect(holds(condition)).toBe(expected);
  });

  it.each([
    ['there is none of that name', { Condition: 'Nobody' }, 'no condition Nobody'],
    ['it is made of itself', { 'Fn::Not': [{ Condition: 'It' }] }, 'condition It is made of itself'],
    ['a function is not covered', { 'Fn::Contains': [] }, 'Conditions.It: expected Condition, Fn::Equals'],
    ['a value is none', { 'Fn::Equals': ['a'] }, 'Conditions.It: expected Fn::Equals of two values'],
    ['it compares what no parameter is', { 'Fn::Equals': [{ Ref: 'Table' }, 'a'] }, 'a Ref to a parameter'],
    ['it is no object', 'IsProd', 'Conditions.It: expected a function of one key, got "IsProd"'],
  ])('is refused where %s', (_, condition, message) => {
    expect(() => holds(condition)).toThrow(message);
  });
});
