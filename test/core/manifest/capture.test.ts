import { expect, it } from 'vitest';
import { parseManifest } from '../../../core/manifest/parse.ts';
import { sentence } from '../../../core/values/problem.ts';

const problems = (manifest: object) => {
  const parsed = parseManifest(manifest);
  return parsed.ok ? [] : parsed.problems.map(sentence);
};

it('A capture in a manifest has defaults for all but where the score is', () => {
  const parsed = parseManifest({ capture: { score: { json: 'a.b' } } });
  expect(parsed.ok && parsed.manifest.capture).toEqual({
    samplePercent: 20,
    retentionDays: 7,
    score: { json: 'a.b' },
  });
});

it('All that is wrong with a capture is told at once', () => {
  const capture = { sample: '0%', retention: '2d', score: { csv: 0 }, more: 1 };
  expect(problems({ capture })).toEqual([
    'capture.sample: expected whole percent of the requests, from 1% to 100%, got "0%".',
    'capture.retention: expected 1d, 7d, 30d, 90d, got "2d".',
    'capture.score.csv: expected the column of the score in a CSV answer, counted from 1, got 0.',
    expect.stringContaining('capture.more: unknown field'),
  ]);
});

it.each([
  [{ sample: '12.5%', score: { csv: 1 } }, 'capture.sample: expected whole percent'],
  [{ sample: 20, score: { csv: 1 } }, 'capture.sample: expected whole percent'],
  [{}, 'capture.score: expected where the score is'],
  [{ score: 'a.b' }, 'capture.score: expected where the score is'],
  [{ score: { json: '' } }, 'capture.score.json: expected a JSONata expression'],
  [{ score: { json: 'a', csv: 1 } }, 'capture.score.csv: unknown field'],
])('%j is refused', (capture, told) => {
  expect(problems({ capture })).toEqual([expect.stringContaining(told)]);
});

it.each([
  [{ compare: 'score', computedBy: 'cloudwatch' }, 'computedBy: expected greenlight with compare: score'],
  [{ compare: 'score', slower: 'p95' }, 'slower: expected no such field without compare: slow'],
  [{ compare: 'score', tolerance: '0.5x' }, 'tolerance: expected how many times as often'],
])('a comparison %j is refused', (alarm, told) => {
  expect(problems({ alarms: [alarm] })).toEqual([expect.stringContaining(told)]);
});

it('A comparison of scores is stricter than one of counts, where nothing is said', () => {
  const parsed = parseManifest({ alarms: [{ compare: 'score' }, { compare: '5xx' }] });
  expect(parsed.ok && parsed.manifest.alarms).toMatchObject([
    { tolerance: 1.5, floor: 0.01, falseAlarms: 0.01 },
    { tolerance: 2, floor: 0.001, falseAlarms: 0.01 },
  ]);
});
