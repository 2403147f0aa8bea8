import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { asciiRisk, drawnRisk, riskPicture } from '../../../cli/output/risk-picture.ts';
import { timelineOf } from '../../../core/plan/timeline/timeline-of.ts';
import { canary, count, linear, percent } from '../../core/strategies/policies.ts';

const variants = [{ name: 'a', instanceCount: 5 }];
const linearShift = timelineOf({ action: 'update', policy: linear(percent(20)), variants });
const models = [
  { model: 'all fail', risk: { minutes: 2, latest: 2 } },
  { model: '10 times', risk: { minutes: 8, latest: 12 } },
  { model: '3 times', risk: { minutes: undefined, latest: undefined } },
  { model: 'slow', why: 'no alarm' },
];
const picture = (columns: number, charset = asciiRisk) =>
  riskPicture([{ title: 'this manifest', phases: linearShift.phases, models }], columns, charset).map(
    (line) => stripVTControlCharacters(line),
  );

describe('A picture of risk', () => {
  it('has the share of each minute, and how long each model stays', () => {
    const [title, share = '', ...rows] = picture(80);
    expect(title).toMatch(/^this manifest: \d+ min$/);
    expect(share).toMatch(/^ {2}share {5}2{5}4{5}5{5}7{5}8+$/);
    expect(rows).toEqual([
      '  all fail  ## 2 min',
      '  10 times  ########---- 8 min',
      `  3 times   ${'#'.repeat(share.trimEnd().length - 12)} mostly not`,
      '  slow      no alarm',
    ]);
  });

  it('has blocks in a terminal', () => {
    expect(picture(80, drawnRisk).slice(1, 4)).toEqual([
      expect.stringMatching(/^ {2}share {5}▂{5}▄{5}▅{5}▇{5}█+$/),
      '  all fail  ██ 2 min',
      '  10 times  ████████░░░░ 8 min',
    ]);
  });

  it('has one axis for all, no wider than it may be', () => {
    const long = timelineOf({ action: 'update', policy: canary(count(1), { bake: 14_400 }), variants });
    const lines = riskPicture(
      [
        { title: 'short', phases: linearShift.phases, models },
        { title: 'long', phases: long.phases, models },
      ],
      80,
      asciiRisk,
    ).map((line) => stripVTControlCharacters(line));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    const [short = '', other = ''] = lines.filter((line) => line.startsWith('  share'));
    expect(short.length).toBeLessThan(other.length / 2);
    // Even what is noticed at once is seen.
    expect(lines.filter((line) => line === '  all fail  # 2 min')).toHaveLength(2);
  });
});
