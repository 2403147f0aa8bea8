import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ascii, drawn, planPicture } from '../../../cli/output/plan-picture.ts';
import { planTable } from '../../../cli/output/plan-table.ts';
import { timelineOf } from '../../../core/plan/timeline/timeline-of.ts';
import { withoutPolicy } from '../../../core/strategies/strategies.ts';
import { canary, count, linear, percent, rolling } from '../../core/strategies/policies.ts';

const variants = [{ name: 'AllTraffic', instanceCount: 4 }];
const readings = { percentRounding: 'up', lastShiftBake: 'termination-wait' } as const;
/** 240 s to provision, 60 s to terminate, and 300 s of bakes: 10 minutes. */
const shortCanary = timelineOf({
  action: 'update',
  variants,
  policy: canary(percent(25), { bake: 120, finalBake: 180 }),
  readings,
});
const plain = (lines: readonly string[]) => lines.map((line) => stripVTControlCharacters(line).trimEnd());

describe('The picture of a plan', () => {
  it('shows green growing from below, over time, and each fleet’s instances', () => {
    // 40 columns for 600 s: 16 of 240 s, 8 of 120 s, 12 of 180 s, 4 of 60 s.
    expect(plain(planPicture(shortCanary, 48, ascii))).toEqual([
      ' 100 % ........................################',
      '       ........................################',
      '       ........................################',
      '       ........................################',
      '       ........................################',
      '  50 % ........................################',
      '       ........................################',
      '       ................########################',
      '       ................########################',
      '       ................########################',
      '   0 % +-------------------+-------------------',
      '       0s                  5m',
      ' phase |provision      |bake   |final bake |ter',
      '  blue |4',
      ' green |4',
    ]);
  });

  it('shows a part however small', () => {
    const oneOf99 = timelineOf({
      action: 'update',
      variants: [{ name: 'AllTraffic', instanceCount: 99 }],
      policy: canary(count(1)),
    });
    const picture = plain(planPicture(oneOf99, 80, ascii));
    expect(picture[9]).toContain('#');
    expect(picture[8]).toMatch(/\.+#/);
  });

  it('shows batches coming and going', () => {
    const batches = timelineOf({ action: 'update', variants, policy: rolling(percent(50)), readings });
    const [blue, green] = plain(planPicture(batches, 68, ascii)).slice(-2);
    expect(blue).toBe('  blue |4                            |2');
    expect(green).toBe(' green |2                            |4');
  });

  it('is empty while nothing serves yet', () => {
    const created = timelineOf({ action: 'create', variants, policy: withoutPolicy });
    expect(plain(planPicture(created, 60, ascii))[5]).toBe('  50 %');
  });

  it('tells the fleets apart without colours too', () => {
    const picture = plain(planPicture(shortCanary, 80, drawn)).join('');
    expect(picture).toContain('░');
    expect(picture).toContain('█');
  });

  it('is of ASCII alone where that is asked for', () => {
    expect(plain(planPicture(shortCanary, 80, ascii)).join('')).toMatch(/^[\x20-\x7e]*$/);
  });

  it('keeps within the columns that there are, down to 28', () => {
    const columns = fc.integer({ min: 28, max: 300 });
    const bake = fc.integer({ min: 0, max: 3600 });
    const size = fc.integer({ min: 5, max: 50 }).map(percent);
    const policies = fc
      .tuple(size, bake)
      .chain(([step, wait]) =>
        fc.constantFrom(
          linear(step, { bake: wait }),
          rolling(step, { bake: wait }),
          canary(step, { bake: wait }),
        ),
      );
    fc.assert(
      fc.property(columns, policies, (width, policy) => {
        const timeline = timelineOf({ action: 'update', variants, policy });
        for (const line of plain(planPicture(timeline, width, drawn))) {
          expect(line.length).toBeLessThan(width);
        }
      }),
    );
  });
});

describe('The table of a plan', () => {
  it('has a row a phase', () => {
    expect(plain(planTable(shortCanary))).toEqual([
      'from  phase       lasts   blue  serving  green  serving',
      '  0s  provision      4m  100 %   4 of 4    0 %   0 of 4',
      '  4m  bake           2m   75 %   4 of 4   25 %   1 of 4',
      '  6m  final bake     3m    0 %   0 of 4  100 %   4 of 4',
      '  9m  terminate      1m    0 %   0 of 4  100 %   4 of 4',
      ' 10m  done',
    ]);
  });

  it('has one more for each of several variants', () => {
    const both = [
      { name: 'main', instanceCount: 4, weight: 3 },
      { name: 'small', instanceCount: 2 },
    ];
    const timeline = timelineOf({
      action: 'update',
      variants: both,
      policy: canary(percent(25)),
      readings,
    });
    expect(plain(planTable(timeline)).slice(4, 7)).toEqual([
      '  4m  bake           5m  68.7 %   6 of 6  31.3 %   2 of 6',
      '        main               75 %   4 of 4    25 %   1 of 4',
      '        small              50 %   2 of 2    50 %   1 of 2',
    ]);
  });
});
