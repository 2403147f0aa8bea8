import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../core/manifest/parse.ts';
import { sentence } from '../../../core/values/problem.ts';

const refusal = (tags: unknown) => {
  const parsed = parseManifest({ tags });
  return parsed.ok ? [] : parsed.problems.map(sentence);
};
const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`tag-${at}`, '']));

describe('Tags of a manifest', () => {
  it.each([
    ['none', {}],
    [
      'what accounts ask for',
      { 'cost-center': '42', Team: 'fraud & risk'.replace('&', '+'), 'acme:env': 'prod' },
    ],
    ['an empty text', { team: '' }],
    ['any script', { équipe: 'データ' }],
    ['the longest name and text', { ['k'.repeat(128)]: 'v'.repeat(256) }],
    ['46 of them', many(46)],
  ])('may be %s', (_, tags) => {
    expect(refusal(tags)).toEqual([]);
  });

  it.each([
    [{ 'aws:cloudformation:stack-name': 'x' }, 'a name that begins neither with aws: nor greenlight:'],
    [{ 'AWS:x': 'x' }, 'a name that begins neither with aws: nor greenlight:'],
    [{ 'greenlight:managed': 'true' }, 'a name that begins neither with aws: nor greenlight:'],
    [{ 'Greenlight:Stage': 'x' }, 'a name that begins neither with aws: nor greenlight:'],
    [{ 'a b#c': 'x' }, 'a name of letters, digits, spaces and'],
    [{ team: 'a;b' }, 'a text of letters, digits, spaces and'],
    [{ team: 42 }, 'tags.team: expected text (quote numbers and booleans), got 42.'],
    [{ team: null }, 'tags.team: expected text (quote numbers and booleans), got null.'],
    [{ ['k'.repeat(129)]: 'v' }, 'a name of 1 to 128 characters'],
    [{ team: 'v'.repeat(257) }, 'at most 256 characters'],
    [many(47), 'tags: expected at most 46 tags'],
    [['team'], 'tags: expected names with text values'],
  ])('are refused: %j', (tags, words) => {
    expect(refusal(tags)).toEqual([expect.stringContaining(words)]);
  });
});
