import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFlowers, split } from './measurements.ts';
import { tarball } from './tarball.ts';
import { accuracy, better, broken, modest, type Recipe, shifted, train } from './train.ts';

/** One artifact that `buildModels` wrote. */
export interface BuiltModel {
  /** `v1`, `v2`, `v3-broken` or `v4-shifted`. */
  readonly version: string;
  readonly path: string;
  /** The size of the artifact, in bytes. */
  readonly size: number;
  readonly sha256: string;
  /** The share of held-out flowers that it names rightly, in [0, 1]; 0 for the broken one. */
  readonly heldOutAccuracy: number;
  readonly heldOut: number;
}

/** In this order: `v1`, `v2`, `v3-broken`, `v4-shifted`. */
export type BuiltModels = readonly [BuiltModel, BuiltModel, BuiltModel, BuiltModel];

export const defaultOutDir = fileURLToPath(new URL('dist', import.meta.url));

/** Trains the four models and writes each to `<outDir>/<version>/model.tar.gz`, the same bytes every time. */
export async function buildModels(outDir: string): Promise<BuiltModels> {
  const of = (recipe: Recipe) => build(recipe, outDir);
  return Promise.all([of(modest), of(better), of(broken), of(shifted)]);
}

async function build(recipe: Recipe, outDir: string): Promise<BuiltModel> {
  const { train: trainingSet, heldOut } = split(readFlowers());
  const model = train(recipe, trainingSet);
  const { learningRate, weightDecay, epochs, standardise } = recipe;
  const stored = { ...model, training: { learningRate, weightDecay, epochs, standardise } };
  const artifact = await tarball({ 'model.json': `${JSON.stringify(stored, undefined, 2)}\n` });

  const path = join(outDir, recipe.version, 'model.tar.gz');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, artifact);
  return {
    version: recipe.version,
    path,
    size: artifact.length,
    sha256: createHash('sha256').update(artifact).digest('hex'),
    heldOutAccuracy: accuracy(model, heldOut),
    heldOut: heldOut.length,
  };
}

/** `v1         76.7 % of 30 held-out flowers right   2560 bytes  sha256 …  <path>` */
const line = ({ version, path, size, sha256, heldOutAccuracy, heldOut }: BuiltModel): string => {
  const percent = (100 * heldOutAccuracy).toFixed(1).padStart(5);
  return `${version.padEnd(9)}  ${percent} % of ${heldOut} held-out flowers right  ${size} bytes  sha256 ${sha256}  ${relative('.', path)}`;
};

if (import.meta.main) {
  for (const built of await buildModels(defaultOutDir)) console.log(line(built));
}
