import { describe, expect, it } from 'vitest';
import { endpoints } from '../../../tools/browser/scenes.ts';
import { chosenRows, countsOf, rolloutOf, sortedRows, withSameRows } from '../../../web/model/rows.ts';

const { endpoints: rows } = endpoints(40);
const names = (found: readonly { endpoint: string }[]) => found.map(({ endpoint }) => endpoint);

describe('Endpoints', () => {
  it('come in the order in which somebody has to look at them', () => {
    const [first, second, third, ...rest] = names(sortedRows(rows));
    // Somebody must act; somebody is asked; something is under way; then what was rolled back; then by name.
    expect([first, second, third]).toEqual(['ranking', 'churn', 'fraud']);
    expect(rest.slice(0, 2)).toEqual(['model-017', 'model-034']);
    expect(rest.slice(2, 4)).toEqual(['evil', 'model-005']);
  });

  it('are found by all words of a search, wherever they stand', () => {
    expect(names(chosenRows(rows, 'all', 'v13 SHIFTING'))).toEqual(['fraud']);
    expect(names(chosenRows(rows, 'all', 's0releasers'))).toEqual(['churn']);
    expect(chosenRows(rows, 'all', 'fraud nothing-like-it')).toEqual([]);
    expect(chosenRows(rows, 'all', '  ')).toHaveLength(40);
  });

  it('are counted as the filters choose them', () => {
    const counts = countsOf(rows);
    expect(counts).toEqual({ all: 40, asks: 1, running: 2, trouble: 3 });
    for (const filter of ['all', 'asks', 'running', 'trouble'] as const)
      expect(chosenRows(rows, filter, '')).toHaveLength(counts[filter]);
  });

  it('lead to what is under way, else to what ended last, else to what serves', () => {
    const row = (name: string) => rows.find(({ endpoint }) => endpoint === name);
    const led = ['fraud', 'search', 'evil'].map((name) => row(name)).map((one) => one && rolloutOf(one));
    expect(led).toEqual(['fraud-4711aa00bb01-1', 'search-55aa66bb77cc-2', 'evil-0123456789ab-1']);
  });

  it('stay the same objects where they say the same', () => {
    const again = structuredClone(rows).map((row) =>
      row.endpoint === 'search' ? { ...row, status: 'Updating' } : row,
    );
    const kept = withSameRows(rows, again);
    const changed = kept.filter((row, n) => row !== rows[n]);
    expect(names(changed)).toEqual(['search']);
  });
});
