import { Session } from 'node:inspector/promises';
import { runInThisContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { type CoveredFunction, isExecuted } from '../../../scenarios/fuzz/executed.ts';

const of = (...ranges: [number, number, number][]): CoveredFunction => ({
  ranges: ranges.map(([startOffset, endOffset, count]) => ({ startOffset, endOffset, count })),
});

describe('A place of the code', () => {
  it('has run if the smallest range around it has', () => {
    const functions = [of([0, 100, 1]), of([10, 50, 3], [20, 30, 0]), of([60, 70, 0])];
    expect([5, 15, 25, 30, 65, 99].map((offset) => isExecuted(functions, offset))).toEqual([
      ...[true, true, false, true, false, true],
    ]);
  });

  it('has not run where nothing is told of it', () => {
    expect(isExecuted([], 5)).toBe(false);
    expect(isExecuted([of([0, 10, 1])], 10)).toBe(false);
  });

  it('is told apart by what V8 itself tells of a branch', async () => {
    const session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    const source = '(function f(a) { if (a) { return "yes"; } else { return "no"; } })';
    const url = 'file:///a-branch.js';
    const run: (a: boolean) => string = runInThisContext(source, { filename: url });
    run(false);
    const { result } = await session.post('Profiler.takePreciseCoverage');
    session.disconnect();
    const functions = result.find((script) => script.url === url)?.functions ?? [];
    expect(isExecuted(functions, source.indexOf('"yes"'))).toBe(false);
    expect(isExecuted(functions, source.indexOf('"no"'))).toBe(true);
  });
});
