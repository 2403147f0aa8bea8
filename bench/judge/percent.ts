/** The upper end of the 99 % interval of a chance of which `count` of `of` were seen (Wilson's). */
export function upperBound(count: number, of: number): number {
  const z = 2.326;
  const part = count / of;
  const centre = part + z ** 2 / (2 * of);
  return (centre + z * Math.sqrt((part * (1 - part)) / of + z ** 2 / (4 * of ** 2))) / (1 + z ** 2 / of);
}

/** Two figures: `0.21 %`. */
export const percent = (part: number): string => `${Number((part * 100).toPrecision(2))} %`;
