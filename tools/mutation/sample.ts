import { drawFrom } from '../../scenarios/fuzz/draw.ts';

/**
 * `count` of the given, each at most once, by chance: the same for the same seed. In the order in which they were drawn, so
 * that a smaller sample is the beginning of a larger one.
 */
export function sample<T>(all: readonly T[], count: number, seed: number): T[] {
  const left = [...all];
  const draw = drawFrom(seed);
  const drawn: T[] = [];
  while (drawn.length < count && left.length > 0) drawn.push(...left.splice(draw.int(0, left.length - 1), 1));
  return drawn;
}
