import { describe, expect, it } from 'vitest';
import { parsePattern } from '../../../local/events/pattern.ts';
import { matches } from '../../../local/events/pattern-match.ts';

/** Whether a pattern on the field `f` matches an event whose field `f` is `value`. */
const on = (pattern: unknown[], value: unknown): boolean =>
  matches(parsePattern({ f: pattern }), { f: value });

describe('an event pattern on one field', () => {
  it.each<[string, unknown[], unknown[], unknown[]]>([
    // [what, pattern, matching values, others]
    ['a text', ['a'], ['a', ['b', 'a']], ['b', 'A', 1, null, [], {}]],
    ['one of several', ['a', 'b'], ['a', 'b'], ['c']],
    ['a number', [1], [1, 1.0], ['1', 2, true]],
    ['true', [true], [true], ['true', false]],
    ['null', [null], [null], ['null', false, 0, '']],
    ['the empty text', [''], [''], [null, ' ']],
    ['prefix', [{ prefix: 'models/' }], ['models/', 'models/a'], ['xmodels/', 'model', 1]],
    ['suffix', [{ suffix: '.gz' }], ['.gz', 'a.tar.gz'], ['.gz ', 'gz']],
    [
      'prefix in any case',
      [{ prefix: { 'equals-ignore-case': 'Models/' } }],
      ['models/a', 'MODELS/'],
      ['xmodels/', 'model', 1],
    ],
    [
      'suffix in any case',
      [{ suffix: { 'equals-ignore-case': '.Tar.gz' } }],
      ['a.TAR.GZ', '.tar.gz'],
      ['a.tar', 'gz', 1],
    ],
    ['equals-ignore-case', [{ 'equals-ignore-case': 'InService' }], ['INSERVICE', 'InService'], ['In', 1]],
    [
      'wildcard',
      [{ wildcard: 'models/*/model.tar.gz' }],
      ['models/a/b/model.tar.gz'],
      ['models/model.tar.gz'],
    ],
    ['wildcard, several', [{ wildcard: '*/a/*b*' }], ['x/a/b', '/a/xbx'], ['/a/', 'a/b']],
    ['wildcard without a star', [{ wildcard: 'a.c' }], ['a.c'], ['abc', 'a.cd']],
    ['wildcard that may not overlap', [{ wildcard: 'ab*ba' }], ['abba', 'abxba'], ['aba']],
    ['a star itself', [{ wildcard: 'a\\*b\\\\*' }], ['a*b\\', 'a*b\\c'], ['axb\\']],
    ['numeric =', [{ numeric: ['=', 5] }], [5], ['5', 4]],
    ['numeric range', [{ numeric: ['>', 0, '<=', 5] }], [0.1, 5], [0, 5.1, '3']],
    ['numeric bound', [{ numeric: ['>=', 5] }], [5, 6], [4.9]],
    ['numeric below', [{ numeric: ['<', 0] }], [-1], [0]],
    ['anything-but a text', [{ 'anything-but': 'a' }], ['b', 1, null, ['a', 'b']], ['a', ['a'], []]],
    ['anything-but several', [{ 'anything-but': ['a', 'c'] }], ['b', 2, null], ['a', 'c']],
    ['anything-but a number', [{ 'anything-but': [0, 1] }], ['0', 2], [0, 1]],
    ['anything-but prefix', [{ 'anything-but': { prefix: 'rel' } }], ['models'], ['releases/']],
    ['anything-but prefixes', [{ 'anything-but': { prefix: ['a', 'b'] } }], ['c'], ['ax', 'bx']],
    ['anything-but suffix', [{ 'anything-but': { suffix: '.gz' } }], ['a.tar'], ['a.gz']],
    ['anything-but wildcard', [{ 'anything-but': { wildcard: '*/lib/*' } }], ['a'], ['x/lib/y']],
    ['exists', [{ exists: true }], ['a', 0, null, ['a']], [undefined, {}, []]],
    ['exists not', [{ exists: false }], [undefined, {}], ['a', null]],
    ['either of two operators', [{ prefix: 'a' }, { suffix: 'z' }], ['ab', 'yz'], ['b']],
  ])('%s', (_, pattern, matching, others) => {
    expect(matching.filter((value) => !on(pattern, value))).toEqual([]);
    expect(others.filter((value) => on(pattern, value))).toEqual([]);
  });
});

describe('an event pattern', () => {
  const created = {
    source: 'aws.s3',
    'detail-type': 'Object Created',
    resources: ['arn:aws:s3:::other', 'arn:aws:s3:::models'],
    detail: { bucket: { name: 'models' }, object: { key: 'models/iris/v1/model.tar.gz', size: 5 } },
  };
  const matched = (pattern: Record<string, unknown>) => matches(parsePattern(pattern), created);

  it('asks for every field, at its depth, and for nothing else', () => {
    const detail = { bucket: { name: ['models'] }, object: { key: [{ suffix: 'model.tar.gz' }] } };
    expect(matched({ source: ['aws.s3'], detail })).toBe(true);
    expect(matched({ source: ['aws.s3'], detail: { ...detail, reason: ['PutObject'] } })).toBe(false);
    expect(matched({ bucket: { name: ['models'] } })).toBe(false);
  });

  it('is satisfied by one element of an array', () => {
    expect(matched({ resources: ['arn:aws:s3:::models'] })).toBe(true);
    expect(matched({ resources: ['arn:aws:s3:::none'] })).toBe(false);
  });

  it('takes the fields of one object from one element of an array of objects', () => {
    const event = {
      items: [
        { a: 1, b: 1 },
        { a: 2, b: 2 },
      ],
    };
    expect(matches(parsePattern({ items: { a: [2], b: [2] } }), event)).toBe(true);
    expect(matches(parsePattern({ items: { a: [1], b: [2] } }), event)).toBe(false);
  });

  it('finds a field absent whose parents are absent, too', () => {
    expect(matched({ detail: { error: { code: [{ exists: false }] } } })).toBe(true);
    expect(matched({ detail: { error: { code: [{ exists: true }] } } })).toBe(false);
  });

  it.each([{ 'object.key': ['a'] }, { object: { key: ['a'] } }])(
    '%j finds the same field nested and under a name with a dot, as AWS does',
    (object) => {
      const pattern = parsePattern({ detail: object });
      expect(matches(pattern, { detail: { object: { key: 'a' } } })).toBe(true);
      expect(matches(pattern, { detail: { 'object.key': 'a' } })).toBe(true);
      expect(matches(pattern, { 'detail.object': { key: 'a' } })).toBe(true);
      expect(matches(pattern, { detail: { object: { key: 'b' } } })).toBe(false);
    },
  );

  it('keeps to one element through arrays in arrays', () => {
    const pattern = parsePattern({ Records: { name: ['put'], s3: { object: { key: [{ prefix: 'a' }] } } } });
    const put = (key: string) => ({ name: 'put', s3: { object: [[{ key }]] } });
    const removed = { name: 'removed', s3: { object: { key: 'abc' } } };
    expect(matches(pattern, { Records: [removed, put('abc')] })).toBe(true);
    expect(matches(pattern, { Records: [removed, put('xyz')] })).toBe(false);
  });

  it('finds nothing in an empty array', () => {
    const absent = parsePattern({ a: { b: [{ exists: false }] } });
    expect(matches(absent, { a: [] })).toBe(true);
    expect(matches(absent, { a: [{ b: 1 }] })).toBe(false);
  });

  it('takes one of $or, beside its other fields and at any depth', () => {
    const either = [{ object: { size: [{ numeric: ['>', 9] }] } }, { bucket: { name: ['models'] } }];
    expect(matched({ source: ['aws.s3'], detail: { $or: either } })).toBe(true);
    expect(matched({ source: ['aws.ec2'], detail: { $or: either } })).toBe(false);
    expect(matched({ $or: [{ source: ['aws.ec2'] }, { source: ['aws.s3'], detail: { x: ['y'] } }] })).toBe(
      false,
    );
  });
});

describe('a pattern that is none', () => {
  it.each<[string, string]>([
    ['{', 'Invalid JSON'],
    ['[]', 'Filter is not an object'],
    ['{}', 'Empty objects are not allowed'],
    ['{"detail":{"a":"x"}}', '"a" must be an object or an array'],
    ['{"a":[]}', 'Empty arrays are not allowed'],
    ['{"a":[["x"]]}', 'Match value must be String, number, true, false, or null'],
    ['{"a":[{"contains":"x"}]}', 'Unrecognized match type contains'],
    ['{"a":[{"prefix":"x","suffix":"y"}]}', 'Only one key allowed in match expression'],
    ['{"a":[{"prefix":1}]}', 'prefix match pattern must be a string'],
    ['{"a":[{"suffix":{"wildcard":"x"}}]}', 'Unsupported suffix pattern: wildcard'],
    ['{"a":[{"prefix":{"equals-ignore-case":1}}]}', 'equals-ignore-case match pattern must be a string'],
    ['{"a":[{"equals-ignore-case":{"prefix":"x"}}]}', 'equals-ignore-case match pattern must be a string'],
    ['{"a":[{"wildcard":"a**"}]}', 'Consecutive wildcard characters at pos 2'],
    ['{"a":[{"wildcard":"é\\\\b"}]}', 'Invalid escape character at pos 3'],
    ['{"a":[{"wildcard":"*:*:*:*:*:event-bus/*"}]}', 'Rule is too complex'],
    ['{"a":[{"exists":"yes"}]}', 'exists match pattern must be either true or false.'],
    ['{"a":[{"numeric":">1"}]}', 'Value of numeric must be an array.'],
    ['{"a":[{"numeric":["<>",1]}]}', 'Unrecognized numeric range operator: <>'],
    ['{"a":[{"numeric":[">","1"]}]}', 'Value of > must be numeric'],
    ['{"a":[{"numeric":[]}]}', 'Invalid member in numeric match: ]'],
    ['{"a":[{"numeric":[1,"<="]}]}', 'Invalid member in numeric match: 1'],
    ['{"a":[{"numeric":["=","000"]}]}', 'Value of equals must be numeric'],
    ['{"a":[{"numeric":[">="]}]}', 'Value of >= must be numeric'],
    ['{"a":[{"numeric":[">",20,30]}]}', 'Bad value in numeric range: 30'],
    ['{"a":[{"numeric":[">",0,">",0]}]}', 'Bad numeric range operator: >'],
    ['{"a":[{"numeric":[">",0,"<"]}]}', 'Value of < must be numeric'],
    ['{"a":[{"numeric":[">",20,"<",30,"<",50]}]}', 'Too many terms in numeric range expression'],
    ['{"a":[{"numeric":[">",5,"<",5]}]}', 'Bottom must be less than top'],
    ['{"a":[{"numeric":["<",1,">",5]}]}', 'Too many elements in numeric expression'],
    ['{"a":[{"anything-but":[null]}]}', 'Inside anything but list'],
    ['{"a":[{"anything-but":["a",1]}]}', 'Inside anything but list, either all values are number or string'],
    [
      '{"a":[{"anything-but":null}]}',
      'Value of anything-but must be an array or single string/number value.',
    ],
    ['{"a":[{"anything-but":{"prefix":""}}]}', 'Null prefix/suffix not allowed'],
    ['{"a":[{"anything-but":{"suffix":["x",""]}}]}', 'Null prefix/suffix not allowed'],
    ['{"a":[{"anything-but":{"suffix":[123]}}]}', 'prefix/suffix match pattern must be a string'],
    ['{"a":[{"anything-but":{"wildcard":1}}]}', 'wildcard match pattern must be a string'],
    [
      '{"a":[{"anything-but":{"equals-ignore-case":[1]}}]}',
      'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
    ],
    ['{"a":[{"anything-but":{"prefix":{"equals-ignore-case":"a"}}}]}', 'Value of anything-but must be'],
    ['{"a":[{"anything-but":{"numeric":[">",1]}}]}', 'Unsupported anything-but pattern: numeric'],
    ['{"$or":[{"a":[1]}]}', 'There must have at least 2 Objects in $or relationship.'],
    ['{"$or":{"a":[1]}}', 'It must be an Array followed with $or.'],
    [
      '{"$or":[{"prefix":[1]},{"b":[1]}]}',
      'prefix is Ruler reserved fieldName which cannot be used inside $or.',
    ],
  ])('%s', (pattern, reason) => {
    expect(() => parsePattern(pattern)).toThrow(
      expect.objectContaining({
        code: 'InvalidEventPatternException',
        message: expect.stringContaining(`Event pattern is not valid. Reason: ${reason}`),
      }),
    );
  });

  it('may be valid at AWS: it is said not to be covered', () => {
    expect(() => parsePattern({ f: [{ cidr: '10.0.0.0/8' }] })).toThrow(/local AWS does not cover/);
  });

  it('has $or that multiplies to more than 1000 combinations', () => {
    const either = (name: string) => ({ [name]: { $or: [...'abcdefghij'].map((key) => ({ [key]: [1] })) } });
    const three = { ...either('x'), ...either('y'), ...either('z') };
    expect(parsePattern(three)).toHaveLength(1000);
    const more = { ...three, $or: [{ a: [1] }, { b: [1] }] };
    expect(() => parsePattern(more)).toThrow('more than 1000 rule combinations');
  });
});

describe('the wildcards of one field', () => {
  const texts = (...wildcards: string[]) => ({ key: wildcards.map((wildcard) => ({ wildcard })) });

  it.each([
    texts('arn:aws:events:us-east-1:*:event-bus/*'),
    texts('*.bif', '*.tiff', '*.tif', '*.svs'),
    texts('*/datasync/*.bif', '*/datasync/*.tif'),
    texts(`${'a'.repeat(500)}*abcdefghijklmnopqrstuvwxyz`),
  ])('are simple enough for EventBridge: %j', (pattern) => {
    expect(() => parsePattern(pattern)).not.toThrow();
  });

  it.each([
    texts('*:*:*:*:*:event-bus/*'),
    texts('*/datasync/*.bif', '*/datasync/*.tif', '*/datasync/*.tiff', '*/datasync/*.svs'),
    { key: [{ 'anything-but': { wildcard: '*aaaaaaaaaaaaaaa' } }] },
  ])('are too complex for EventBridge: %j', (pattern) => {
    expect(() => parsePattern(pattern)).toThrow(
      'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
    );
  });
});
