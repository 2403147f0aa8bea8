import type { Frame } from '../../core/recording/frame.ts';

/** The index of the last start at or before `ms`; the first one's before all of them. `starts` are in order. */
export function indexAt(starts: readonly number[], ms: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= ms) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * The same frames, in which parts that do not change from one to the next are the same objects: what shows a part is
 * drawn anew only where it has changed.
 */
export function withSharedParts(frames: readonly Frame[]): Frame[] {
  let [before, texts] = [{} as Frame, {} as Record<string, string>];
  return frames.map((frame) => {
    const parts = Object.entries(frame).map(([name, part]): [string, unknown] => {
      if (typeof part !== 'object' || part === null) return [name, part];
      const text = JSON.stringify(part);
      const isSame = texts[name] === text;
      texts = { ...texts, [name]: text };
      return [name, isSame ? before[name as keyof Frame] : part];
    });
    before = Object.fromEntries(parts) as unknown as Frame;
    return before;
  });
}
