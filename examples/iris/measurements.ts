import { readFileSync } from 'node:fs';

/** One flower of `iris.csv`: four lengths in cm, in the order of `inputs`, and its species. */
export interface Flower {
  readonly row: readonly number[];
  readonly species: string;
}

export const inputs = ['sepal_length', 'sepal_width', 'petal_length', 'petal_width'] as const;
export const species: readonly string[] = ['setosa', 'versicolor', 'virginica'];

const lines = (): string[] =>
  readFileSync(new URL('iris.csv', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .slice(1);

/** The 150 flowers, in the order of the file: 50 of each species. */
export function readFlowers(): Flower[] {
  return lines().map((line) => {
    const cells = line.split(',');
    return { row: cells.slice(0, inputs.length).map(Number), species: cells.at(-1) as string };
  });
}

/** Every fifth flower is held out, so each species gives 10 of its 50 to the test: 120 to train, 30 to test. */
export function split(flowers: readonly Flower[]): { train: Flower[]; heldOut: Flower[] } {
  const isHeldOut = (index: number) => index % 5 === 2;
  return {
    train: flowers.filter((_, i) => !isHeldOut(i)),
    heldOut: flowers.filter((_, i) => isHeldOut(i)),
  };
}

/** One `text/csv` request body per flower, without its species: what a load generator sends. */
export const requestPayloads = (): string[] =>
  lines().map((line) => line.split(',').slice(0, inputs.length).join(','));
