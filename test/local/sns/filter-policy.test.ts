import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { type FilterPolicyScope, filterPolicyOf, passes } from '../../../local/sns/filter-policy.ts';

const text = (StringValue: string): MessageAttributeValue => ({ DataType: 'String', StringValue });
const number = (StringValue: string): MessageAttributeValue => ({ DataType: 'Number', StringValue });
const array = (...values: unknown[]): MessageAttributeValue => ({
  DataType: 'String.Array',
  StringValue: JSON.stringify(values),
});

/** Whether a message with these attributes, or this body, gets through. */
function wanted(policy: object, attributes: Record<string, MessageAttributeValue>, body = '') {
  const scope: FilterPolicyScope = body === '' ? 'MessageAttributes' : 'MessageBody';
  const read = filterPolicyOf(JSON.stringify(policy), scope);
  const message = { id: '1', topicArn: 't', subject: undefined, body, attributes, at: 0 };
  return read === undefined || passes(read, scope, message);
}

describe('A filter policy on attributes', () => {
  it.each<[string, object, Record<string, MessageAttributeValue>, boolean]>([
    ['a value', { phase: ['concluded', 'held'] }, { phase: text('held') }, true],
    ['another value', { phase: ['concluded'] }, { phase: text('held') }, false],
    ['an attribute that is not there', { phase: ['concluded'] }, {}, false],
    ['one of two keys', { a: ['1'], b: ['2'] }, { a: text('1'), b: text('3') }, false],
    ['either of two', { $or: [{ a: ['1'] }, { b: ['2'] }] }, { b: text('2') }, true],
    ['a prefix', { endpoint: [{ prefix: 'fraud-' }] }, { endpoint: text('fraud-eu') }, true],
    ['a suffix', { endpoint: [{ suffix: '-eu' }] }, { endpoint: text('fraud-us') }, false],
    ['upper case', { s: [{ 'equals-ignore-case': 'high' }] }, { s: text('HIGH') }, true],
    ['anything but', { s: [{ 'anything-but': ['low', 'none'] }] }, { s: text('high') }, true],
    ['anything but, and it is that', { s: [{ 'anything-but': ['low'] }] }, { s: text('low') }, false],
    ['anything but a prefix', { s: [{ 'anything-but': { prefix: 'l' } }] }, { s: text('low') }, false],
    ['anything but, of nothing', { s: [{ 'anything-but': ['low'] }] }, {}, false],
    ['a number', { price: [100] }, { price: number('100.0') }, true],
    ['a number as text', { price: [100] }, { price: text('100') }, false],
    ['text as a number', { price: ['100'] }, { price: number('100') }, false],
    ['a range', { price: [{ numeric: ['>', 0, '<=', 150] }] }, { price: number('150') }, true],
    ['out of range', { price: [{ numeric: ['>', 0, '<=', 150] }] }, { price: number('0') }, false],
    ['that exists', { store: [{ exists: true }] }, { store: text('x') }, true],
    ['that must not exist', { store: [{ exists: false }] }, { store: text('x') }, false],
    [
      'bytes that exist',
      { b: [{ exists: true }] },
      { b: { DataType: 'Binary', BinaryValue: new Uint8Array(1) } },
      true,
    ],
    ['one of an array', { tags: ['gate'] }, { tags: array('rollout', 'gate') }, true],
    ['none of an array', { tags: ['gate'] }, { tags: array('rollout') }, false],
    ['no policy at all', {}, {}, true],
  ])('looks at %s: %j', (_, policy, attributes, expected) => {
    expect(wanted(policy, attributes)).toBe(expected);
  });
});

describe('A filter policy on the body', () => {
  const body = JSON.stringify({
    detail: { phase: 'concluded', alarms: [{ name: 'a' }, { name: 'b' }] },
    n: 3,
  });
  it.each<[object, boolean]>([
    [{ detail: { phase: ['concluded'] } }, true],
    [{ detail: { phase: [{ 'anything-but': 'concluded' }] } }, false],
    [{ detail: { alarms: { name: ['b'] } } }, true],
    [{ n: [{ numeric: ['>=', 3] }], detail: { phase: [{ exists: true }] } }, true],
    [{ detail: { missing: [{ exists: false }] } }, true],
    [{ n: ['3'] }, false],
  ])('looks into it: %j', (policy, expected) => {
    expect(wanted(policy, {}, body)).toBe(expected);
  });

  it.each([
    { object: { nested: { test: 'x' } } },
    { 'object.nested.test': 'x' },
    { 'object.nested': { test: 'x' } },
    { object: { 'nested.test': 'x' } },
  ])('takes a key with dots for the nested one, as AWS does: %j', (message) => {
    expect(wanted({ 'object.nested.test': ['x'] }, {}, JSON.stringify(message))).toBe(true);
    expect(wanted({ 'object.nested.test': ['y'] }, {}, JSON.stringify(message))).toBe(false);
  });

  it('lets nothing through that is no JSON object', () => {
    expect(wanted({ n: [{ exists: false }] }, {}, 'plain text')).toBe(false);
    expect(wanted({ n: [{ exists: false }] }, {}, '[1]')).toBe(false);
  });
});

describe('A filter policy', () => {
  it.each<[string, FilterPolicyScope, string]>([
    ['{', 'MessageBody', 'failed to parse JSON'],
    ['[1]', 'MessageBody', 'expected an object'],
    ['{"a":"b"}', 'MessageBody', '"a" must be an object or an array'],
    ['{"a":[]}', 'MessageBody', 'Empty arrays are not allowed'],
    ['{"a":[{"like":"b"}]}', 'MessageBody', 'Unrecognized match type like'],
    ['{"a":[{"wildcard":"b*"}]}', 'MessageBody', 'Unrecognized match type wildcard'],
    ['{"a":[{"anything-but":{"suffix":"b"}}]}', 'MessageBody', 'Unsupported anything-but pattern: suffix'],
    ['{"a":[{"anything-but":{"prefix":false}}]}', 'MessageBody', 'prefix match pattern must be a string'],
    ['{"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]}', 'MessageBody', 'more than 5 keys'],
    [`{"a":[${Array(13).fill(1)}],"b":[${Array(12).fill(1)}]}`, 'MessageBody', 'too complex'],
    [
      '{"a":{"b":{"c":[1,2,3,4]}},"d":{"e":[1,2,3]},"f":[1,2,3]}', // 3 × 4 × 2 × 3 × 1 × 3 = 216
      'MessageBody',
      'too complex',
    ],
  ])('%s on %s is refused', (policy, scope, message) => {
    expect(() => filterPolicyOf(policy, scope)).toThrow(message);
    expect(() => filterPolicyOf(policy, scope)).toThrow('Invalid parameter: FilterPolicy: ');
  });

  it.each(['{"a":{"b":["c"]}}', '{"$or":[{"a":{"b":["c"]}},{"d":["e"]}]}'])(
    '%s is refused on attributes, which are not nested',
    (policy) => {
      expect(() => filterPolicyOf(policy, 'MessageAttributes')).toThrow(
        'Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy',
      );
    },
  );

  it('may have 150 combinations: alternatives add up, and of nested keys only those at the top count', () => {
    const values = (count: number) => Array.from({ length: count }, (_, index) => index);
    const policy = (spaces: number) =>
      JSON.stringify({
        source: values(3),
        $or: [
          { metricName: values(6) },
          { metricType: values(4), $or: [{ metricId: values(4) }, { spaceId: values(spaces) }] },
        ],
      });
    expect(() => filterPolicyOf(policy(7), 'MessageAttributes')).not.toThrow();
    expect(() => filterPolicyOf(policy(8), 'MessageAttributes')).toThrow('too complex');
    const nested = { top: Object.fromEntries([...'abcdef'].map((key) => [key, [1]])) };
    expect(() => filterPolicyOf(JSON.stringify(nested), 'MessageBody')).not.toThrow();
  });
});
