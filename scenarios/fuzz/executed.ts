/** What V8 tells of a function: the first range is all of it, the others are its blocks (the inspector's Profiler domain). */
export interface CoveredFunction {
  readonly ranges: readonly {
    readonly startOffset: number;
    readonly endOffset: number;
    readonly count: number;
  }[];
}

/**
 * Whether the code at `offset` of a file has run: the smallest range around it counts. What V8 no longer knows, since
 * nothing has ever called it, lies in a larger range.
 */
export function isExecuted(functions: readonly CoveredFunction[], offset: number): boolean {
  let smallest: CoveredFunction['ranges'][number] | undefined;
  for (const { ranges } of functions)
    for (const range of ranges) {
      if (offset < range.startOffset || offset >= range.endOffset) continue;
      const size = range.endOffset - range.startOffset;
      if (smallest === undefined || size <= smallest.endOffset - smallest.startOffset) smallest = range;
    }
  return smallest !== undefined && smallest.count > 0;
}
