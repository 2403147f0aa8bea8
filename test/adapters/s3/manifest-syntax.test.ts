import { describe, expect, it } from 'vitest';
import { parseManifestText } from '../../../adapters/s3/manifest.ts';
import { sentence } from '../../../core/values/problem.ts';

const refusals = (text: string): string[] => {
  const read = parseManifestText('greenlight.yaml', text);
  return read.kind === 'unreadable' ? read.problems.map(sentence) : [];
};

describe('A syntax error', () => {
  it.each([
    ['alarms: [', /line 1, column 10: a \[ whose \] is missing/],
    ['fleet: { instanceCount: 3', /line 1, column 26: a \{ whose \} is missing/],
    ['model:\n  image: "x', /line 2, column 12: a quote " that is never closed/],
    ['model:\n\timage: x', /line 2, column 1: a tab before the text. Indent with spaces/],
    ['model: image: x', /line 1, column 8: a second ": " after a field’s name/],
    ['gates: @x', /line 1, column 8: a text that begins with @, which means something else/],
    ['fleet: { "variant" "x" }', /line 1, column 20: two things side by side/],
    ['keep: "\\q"', /line 1, column 8: a \\ in double quotes/],
    ['- a\nkeep: 1', /line 2, column 1: something that cannot stand there/],
    ['keep: 1\n&a &b c: 1', /two anchors/],
  ])('%j is told where it is and what it is', (text, expected) => {
    expect(refusals(text)).toEqual([expect.stringMatching(expected)]);
  });

  it('is told once for its line, and with those of other lines', () => {
    const text = 'keep: 1\nkeep: 2\nmodel: {}\nmodel: {}\n';
    expect(refusals(text)).toEqual([
      expect.stringMatching(/line 2, column 1/),
      expect.stringMatching(/line 4, column 1/),
    ]);
  });

  it('never shows the parser’s own codes', () => {
    const texts = [
      'a: [',
      'a: b: c',
      '\ta: 1',
      'a: 1\na: 2',
      'a: "x',
      '--- 1\n--- 2',
      '%x\na: 1',
      'a: *x',
      'a: !!int x: y',
    ];
    for (const text of texts) expect(refusals(text).join()).not.toMatch(/[A-Z]{3,}_[A-Z]{2,}/);
  });
});
