import { describe, expect, it } from 'vitest';
import { sparkline } from '../../../core/report/sparkline.ts';
import { instantAt } from '../../../core/values/instant.ts';

const at = (minute: number) => minute * 60_000;
const drawn = (over: Partial<Parameters<typeof sparkline>[0]> = {}) =>
  sparkline({
    label: 'errors',
    values: Array.from({ length: 481 }, (_, n) => ({ at: at(n), value: n === 240 ? 9 : 1 })),
    states: [],
    threshold: 3,
    below: undefined,
    ...over,
  });

describe('What an alarm measured, as a small line', () => {
  it('is said in words, too', () => {
    expect(drawn()).toContain('aria-label="errors: from 1 to 9, limit 3"');
    expect(drawn({ threshold: undefined })).toContain('aria-label="errors: from 1 to 9"');
  });

  it('has few points, and never loses the one peak of many minutes', () => {
    const path = /class="value" d="([^"]*)"/.exec(drawn())?.[1] ?? '';
    const points = path.split(/(?=[ML])/);
    expect(points.length).toBeLessThanOrEqual(121);
    expect(points.filter((point) => point.endsWith(' 3.0'))).toHaveLength(1);
  });

  it('of an alarm on low values keeps the lowest', () => {
    const values = Array.from({ length: 481 }, (_, n) => ({ at: at(n), value: n === 240 ? 0 : 5 }));
    const path = /class="value" d="([^"]*)"/.exec(drawn({ values, below: true }))?.[1] ?? '';
    expect(path).toContain(' 31.0');
  });

  it('is shaded while the alarm was on, to the end if it stayed on', () => {
    const states = (['OK', 'ALARM', 'OK', 'ALARM'] as const).map((state, n) => ({
      at: instantAt(at(n * 120)),
      state,
    }));
    expect(drawn({ states }).match(/<rect class="on" x="[\d.]+" y="0" width="[\d.]+"/g)).toEqual([
      '<rect class="on" x="46.5" y="0" width="43.5"',
      '<rect class="on" x="133.5" y="0" width="43.5"',
    ]);
  });

  it('of a single value is drawn as well', () => {
    expect(drawn({ values: [{ at: 0, value: 0 }], threshold: undefined })).not.toContain('NaN');
  });
});
