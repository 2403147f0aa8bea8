import type { Flower } from './measurements.ts';
import { inputs, species } from './measurements.ts';
import type { Model } from './model.ts';
import { dot, indexOfLargest, scoresOf, softmax } from './predict.ts';

/** How a model is trained. */
export interface Recipe {
  readonly version: string;
  readonly features: readonly (typeof inputs)[number][];
  /** Whether features are shifted and scaled to mean 0 and deviation 1 first. */
  readonly standardise: boolean;
  readonly learningRate: number;
  /** L2 penalty: each step also takes `learningRate × weightDecay` of every weight away. */
  readonly weightDecay: number;
  readonly epochs: number;
}

/** Modest: it sees the sepals only, which tell versicolor from virginica badly. */
export const modest: Recipe = {
  version: 'v1',
  features: ['sepal_length', 'sepal_width'],
  standardise: true,
  learningRate: 0.1,
  weightDecay: 0.001,
  epochs: 500,
};

/** Better: it sees all four measurements. */
export const better: Recipe = { ...modest, version: 'v2', features: inputs, epochs: 1000 };

/**
 * Broken: the better recipe with the learning rate mistyped (1e5 for 1e-1) and the scaling forgotten. Each step
 * then multiplies the weights by 1 − 1e5 × 0.001 = −99, so training diverges, and stops at the last weights
 * that a double can hold (about 1e308). The file loads; every score made from it overflows.
 */
export const broken: Recipe = { ...better, version: 'v3-broken', standardise: false, learningRate: 1e5 };

/**
 * Shifted: the better recipe with the penalty mistyped (0.03 for 0.001), which keeps the weights small. It names as many
 * flowers rightly, but is less sure of each: whoever goes by its scores goes wrong.
 */
export const shifted: Recipe = { ...better, version: 'v4-shifted', weightDecay: 0.03 };

/**
 * Multinomial logistic regression by full-batch gradient descent from zero weights. The same recipe and flowers
 * always give the same model. Should the weights diverge, the last finite ones are kept, as a training job that
 * saves its last good checkpoint would.
 */
export function train(recipe: Recipe, flowers: readonly Flower[]): Model {
  const columns = recipe.features.map((name) => {
    const at = inputs.indexOf(name);
    return flowers.map(({ row }) => row[at] as number);
  });
  const means = columns.map((column) => (recipe.standardise ? rounded(mean(column)) : 0));
  const scales = columns.map((column) => (recipe.standardise ? rounded(deviation(column)) : 1));
  const rows = flowers.map((_, i) =>
    columns.map((column, j) => ((column[i] as number) - (means[j] as number)) / (scales[j] as number)),
  );
  const labels = flowers.map((flower) => species.indexOf(flower.species));

  let fit: Fit = { weights: species.map(() => rows[0]?.map(() => 0) ?? []), bias: species.map(() => 0) };
  for (let epoch = 0; epoch < recipe.epochs; epoch++) {
    const next = step(fit, rows, labels, recipe);
    if (![...next.weights.flat(), ...next.bias].every(Number.isFinite)) break;
    fit = next;
  }
  return {
    version: recipe.version,
    inputs,
    features: recipe.features,
    classes: species,
    means,
    scales,
    weights: fit.weights.map((weights) => weights.map(rounded)),
    bias: fit.bias.map(rounded),
  };
}

/** The share of `flowers` whose species the model names rightly, in [0, 1]. A non-finite score names none. */
export function accuracy(model: Model, flowers: readonly Flower[]): number {
  const right = flowers.filter(({ row, species }) => {
    const scores = scoresOf(model, row);
    return scores.every(Number.isFinite) && model.classes[indexOfLargest(scores)] === species;
  });
  return right.length / flowers.length;
}

interface Fit {
  readonly weights: readonly (readonly number[])[];
  readonly bias: readonly number[];
}

/** One step down the gradient of the mean cross-entropy; for class k that is mean((p_k − [label = k]) · row). */
function step(fit: Fit, rows: readonly number[][], labels: readonly number[], recipe: Recipe): Fit {
  const errors = rows.map((row, i) =>
    softmax(fit.weights.map((weights, k) => (fit.bias[k] as number) + dot(weights, row))).map(
      (probability, k) => probability - (labels[i] === k ? 1 : 0),
    ),
  );
  const weights = fit.weights.map((ofClass, k) =>
    ofClass.map((weight, j) => {
      const slope = mean(rows.map((row, i) => (errors[i]?.[k] as number) * (row[j] as number)));
      return weight - recipe.learningRate * (slope + recipe.weightDecay * weight);
    }),
  );
  const bias = fit.bias.map(
    (offset, k) => offset - recipe.learningRate * mean(errors.map((error) => error[k] as number)),
  );
  return { weights, bias };
}

/** Six digits: plenty for the classifier, few enough that the last bit of some host's Math.exp can't show. */
const rounded = (value: number): number => Number(value.toPrecision(6));

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

const deviation = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};
