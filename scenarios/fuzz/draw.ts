import { seededRandom } from '../../local/random.ts';

/** Chance, as histories are drawn by it: the same seed draws the same. */
export interface Draw {
  /** True with this probability. */
  chance(probability: number): boolean;
  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number;
  /** One of them. @throws Error if there is none */
  one<T>(of: readonly T[]): T;
  /** Each of them with this probability, in their order. */
  some<T>(of: readonly T[], probability: number): T[];
  /** One of the names, as often as its weight says: of `{ a: 1, b: 3 }` a quarter of the time `a`. */
  weighted<K extends string>(weights: Readonly<Partial<Record<K, number>>>): K;
}

export function drawFrom(seed: number): Draw {
  const random = seededRandom(seed);
  // Seeds that follow one another begin alike: the first numbers tell them too little apart.
  for (let skipped = 0; skipped < 8; skipped += 1) random.next();
  const chance = (probability: number) => random.next() < probability;
  const int = (least: number, most: number) => least + Math.floor(random.next() * (most - least + 1));
  return {
    chance,
    int,
    one(of) {
      if (of.length === 0) throw new Error('nothing to draw from');
      return of[int(0, of.length - 1)] as (typeof of)[number];
    },
    some: (of, probability) => of.filter(() => chance(probability)),
    weighted(weights) {
      const entries = Object.entries(weights) as [keyof typeof weights, number][];
      let rest = random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of entries) {
        rest -= weight;
        if (rest < 0) return name;
      }
      return (entries.at(-1) as [keyof typeof weights, number])[0];
    },
  };
}
