import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectationOf, type Reply } from '../../../adapters/gates/expectation.ts';

const reply: Reply = {
  status: 200,
  latencyMs: 12.5,
  body: { score: 0.4, label: 'setosa', scores: [0.4, 0.6] },
};

async function meets(source: string, given: Partial<Reply> = {}) {
  const expectation = expectationOf(source);
  if (expectation.kind === 'none') throw new Error(expectation.why);
  return expectation.meets({ ...reply, ...given });
}

describe('An expectation holds', () => {
  it.each([
    'true',
    'status = 200',
    'latencyMs < 13',
    'body.score < 1',
    'status = 200 and body.label = "setosa"',
    '$sum(body.scores) = 1',
    '$count(body.scores) = 2',
    '$contains(body.label, /^set/)',
    '$match(body.label, /[aeiou]/) ~> $count = 3',
    '$replace(body.label, /o/, "0") = "set0sa"',
    '$each(body, function($v, $k) { $k }) ~> $count = 3',
  ])('if it comes to true: %s', async (source) => {
    expect(await meets(source)).toEqual({ holds: true });
  });
});

describe('An expectation does not hold', () => {
  it.each([
    ['false', 'false'],
    ['body.missing', 'nothing'],
    ['body.missing = 1', 'false'],
    ['body.score', '0.4'],
    ['1', '1'],
    ['null', 'null'],
    ['body.label', 'a text'],
    ['"true"', 'a text'],
    ['body', 'an object'],
    ['body.scores', 'a list'],
    ['[true]', 'a list'],
    [
      'body.scores > 0.5',
      'an error (T2010 at character 13: The expressions either side of operator ">" must evaluate to numeric or string values)',
    ],
  ])('if it comes to anything else: %s', async (source, came) => {
    expect(await meets(source)).toEqual({ holds: false, came });
  });

  it.each([
    '$now() != ""',
    '$millis() > 0',
    '$random() < 1',
    '$eval("true")',
    '$shuffle(body.scores)',
    '$pad("", 900000000) != ""',
  ])('if it asks for what it is not given: %s', async (source) => {
    expect(await meets(source)).toMatchObject({
      holds: false,
      came: expect.stringMatching(/^an error \(T1006/),
    });
  });

  it.each([
    ['runs for ever', '($f := function($n) { $f($n + 1) }; $f(0))', /D1012/],
    ['goes too deep', '($f := function($n) { 1 + $f($n + 1) }; $f(0))', /D1011/],
    ['counts too far', '$count([1..9000000]) > 0', /D2015/],
    [
      'has a regular expression without end',
      '$contains("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /(a+)+$/)',
      /takes too long/,
    ],
  ])('if it %s', async (_, source, came) => {
    expect(await meets(source)).toMatchObject({ holds: false, came: expect.stringMatching(came) });
  });

  it('and goes on to the next answer afterwards', async () => {
    const expectation = expectationOf('$contains(body, /(a+)+$/)');
    if (expectation.kind === 'none') throw new Error(expectation.why);
    expect(await expectation.meets({ ...reply, body: `${'a'.repeat(40)}!` })).toMatchObject({ holds: false });
    expect(await expectation.meets({ ...reply, body: 'aaa' })).toEqual({ holds: true });
  });

  it('and tells nothing of the body, whatever goes wrong', async () => {
    const sources = [
      '$number(body)',
      'body + 1',
      '$sum(body)',
      '-body',
      'body',
      '[body]',
      '{body: 1, "a": 2}',
      '$toMillis(body)',
      'body > 1',
      '$substring(body, body)',
      '$single([body, body])',
      'body.a.b.c + body',
      '$assert(body = 1)',
      'body()',
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...sources), fc.string({ minLength: 3 }), async (source, secret) => {
        const body = `s3cr3t${secret}`;
        expect(JSON.stringify(await meets(source, { body }))).not.toContain('s3cr3t');
      }),
      { numRuns: 300 },
    );
  });
});

describe('What is no JSONata', () => {
  it.each([
    ['body.(', /^the expectation is no JSONata \(S0203 at character 6: Expected "\)" before end/],
    ['status == 200', /^the expectation is no JSONata \(S0211 at character 9/],
    ['/(/', /^the expectation is no JSONata/],
  ])('is no expectation: %s', (source, why) => {
    expect(expectationOf(source)).toMatchObject({ kind: 'none', why: expect.stringMatching(why) });
  });
});
