// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub writes its variables so.
import { describe, expect, it } from 'vitest';
import { parseExpression, referencesIn } from '../../../local/stack/expression.ts';
import { type Lookup, resolve } from '../../../local/stack/resolve.ts';

/** A stack with a bucket, a list parameter and the pseudo parameters that stories need. */
const lookup: Lookup = (reference) => {
  if (reference.kind === 'condition') return String(reference.name === 'Holds');
  const key = reference.kind === 'ref' ? reference.name : `${reference.logicalId}.${reference.attribute}`;
  const values: Record<string, string | readonly string[]> = {
    Bucket: 'models',
    'Bucket.Arn': 'arn:aws:s3:::models',
    'Nested.Outputs.Url': 'http://nested',
    'AWS::Region': 'us-east-1',
    Images: ['local:*', 'ecr/*'],
  };
  if (key === 'AWS::NoValue') return undefined;
  if (values[key] === undefined) throw new Error(`nothing called ${key}`);
  return values[key];
};

const valueIn = (template: unknown) => resolve(parseExpression(template, 'Here'), lookup, 'Here');

describe('The value of a template’s expression', () => {
  it.each([
    ['a text', 'plain ${Bucket}', 'plain ${Bucket}'],
    ['a number', 5, 5],
    ['null', null, null],
    ['an empty object', {}, {}],
    ['Ref', { Ref: 'Bucket' }, 'models'],
    ['Ref to a list', { Ref: 'Images' }, ['local:*', 'ecr/*']],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'arn:aws:s3:::models'],
    ['GetAtt as a text', { 'Fn::GetAtt': 'Nested.Outputs.Url' }, 'http://nested'],
    ['Sub', { 'Fn::Sub': '${Bucket}/${AWS::Region}/*' }, 'models/us-east-1/*'],
    ['Sub with an attribute', { 'Fn::Sub': '${Bucket.Arn}/models/*' }, 'arn:aws:s3:::models/models/*'],
    ['Sub with nothing to substitute', { 'Fn::Sub': '$a {b} $' }, '$a {b} $'],
    ['Sub with an escape', { 'Fn::Sub': 'a${!Bucket}b' }, 'a${Bucket}b'],
    [
      'Sub with variables',
      { 'Fn::Sub': ['${x1.y}-${Bucket}', { 'x1.y': { 'Fn::GetAtt': ['Bucket', 'Arn'] } }] },
      'arn:aws:s3:::models-models',
    ],
    ['Sub that substitutes only once', { 'Fn::Sub': ['${x}', { x: '${Bucket}' }] }, '${Bucket}'],
    ['Join', { 'Fn::Join': ['-', ['a', 1, true, { Ref: 'Bucket' }]] }, 'a-1-true-models'],
    ['Join of a list parameter', { 'Fn::Join': [',', { Ref: 'Images' }] }, 'local:*,ecr/*'],
    [
      'Split',
      { 'Fn::Split': [':', { 'Fn::GetAtt': ['Bucket', 'Arn'] }] },
      ['arn', 'aws', 's3', '', '', 'models'],
    ],
    ['Select', { 'Fn::Select': [1, ['a', 'b']] }, 'b'],
    ['Select from a Split', { 'Fn::Select': ['5', { 'Fn::Split': [':', 'a:b:c:d:e:f'] }] }, 'f'],
    ['If of a condition that holds', { 'Fn::If': ['Holds', { Ref: 'Bucket' }, 'b'] }, 'models'],
    ['If of one that does not', { a: { 'Fn::If': ['Not', 1, { Ref: 'AWS::NoValue' }] } }, {}],
    ['NoValue in an object', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
    ['NoValue in a list', [{ Ref: 'AWS::NoValue' }, 1], [1]],
    [
      'a policy’s Condition',
      { Condition: { Bool: { 'aws:x': false } } },
      { Condition: { Bool: { 'aws:x': false } } },
    ],
  ])('%s', (_what, template, expected) => {
    expect(valueIn(template)).toEqual(expected);
  });

  it.each([
    [{ a: [{ 'Fn::ImportValue': 'x' }] }, 'Here.a[0]: Fn::ImportValue is not covered by the local AWS'],
    [{ 'Fn::If': ['c', 1] }, 'Here: Fn::If: expected the name of a condition and two values'],
    [{ 'Fn::Sub': 'a', b: 1 }, 'Here: Fn::Sub: expected the only key of its object'],
    [{ Ref: 1 }, 'Here: Ref: expected a name, got 1'],
    [{ 'Fn::GetAtt': ['Bucket'] }, 'Here: Fn::GetAtt: expected a logical id and an attribute'],
    [{ 'Fn::Sub': '${a b}' }, 'Here: Fn::Sub: expected a name in braces, got "${a b}"'],
    [{ 'Fn::Sub': '${Images}' }, 'Here: Fn::Sub: expected a string, got ["local:*","ecr/*"]'],
    [{ 'Fn::Join': [',', 'text'] }, 'Here: Fn::Join: expected a list of strings, got "text"'],
    [{ 'Fn::Select': [2, ['a', 'b']] }, 'Here: Fn::Select: no item 2 in a list of 2'],
    [{ 'Fn::Select': [-1, ['a']] }, 'Here: Fn::Select: expected an index and a list'],
    [{ 'Fn::Split': ['', 'a'] }, 'Here: Fn::Split: expected a delimiter and a string'],
  ])('refuses %j', (template, message) => {
    expect(() => valueIn(template)).toThrow(message);
  });
});

describe('The references in an expression', () => {
  it('are found wherever they stand, but not under a variable’s name', () => {
    const expression = parseExpression(
      {
        a: [{ Ref: 'A' }, { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['B', 'Arn'] }]] }],
        b: { 'Fn::Sub': ['${C}${D.Name}${v}${!E}', { v: { Ref: 'F' } }] },
        c: { 'Fn::Select': [0, { 'Fn::Split': [',', { Ref: 'G' }] }] },
        d: { 'Fn::If': ['Z', { Ref: 'H' }, { Ref: 'I' }] },
      },
      'Here',
    );
    const names = referencesIn(expression).map((one) => (one.kind === 'ref' ? one.name : one.logicalId));
    expect(names).toEqual(['A', 'B', 'C', 'D', 'F', 'G', 'H', 'I']);
  });
});
