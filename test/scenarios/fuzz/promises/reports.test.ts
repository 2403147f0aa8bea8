import { describe, expect, it } from 'vitest';
import { reports } from '../../../../scenarios/fuzz/promises/reports.ts';
import { rollout, seen } from './seen.ts';

const minutes = (n: number) => n * 60_000;
const name = rollout('v2');
const record = {
  sk: `rollout#${name}`,
  endpoint: 'iris',
  name,
  endedAt: new Date(minutes(60)).toISOString(),
};
const both = [`reports/iris/${name}.html`, `reports/iris/${name}.json`];
const judged = (kept: string[], over: Partial<Parameters<typeof seen>[0]> = {}) =>
  reports(seen({ ledger: [record], remains: { reports: kept }, now: minutes(70), ...over }));

describe('What is kept of a rollout', () => {
  it('is its report and its recording', () => {
    expect(judged(both)).toEqual([]);
    expect(judged([])).toHaveLength(2);
    expect(judged(both.slice(0, 1))).toEqual([`report: ${name} has ended, and its json is not kept`]);
  });

  it('is due some minutes after its end', () => {
    expect(judged([], { now: minutes(69) })).toEqual([]);
    const { endedAt: _, ...running } = record;
    expect(judged([], { ledger: [running] })).toEqual([]);
  });

  it('is not judged where calls fail, or events are lost', () => {
    expect(judged([], { troubles: ['events'] })).toEqual([]);
  });
});
