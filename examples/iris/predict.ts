import type { Model } from './model.ts';

/**
 * The model's score for each class, in the order of its classes: probabilities that add up to 1. They come out
 * as NaN where the model's weights are so large that their sums leave the range of a double.
 *
 * @param row one number per input of the model, in the order of its inputs
 */
export function scoresOf(model: Model, row: readonly number[]): number[] {
  const features = model.features.map((name, i) => {
    const value = row[model.inputs.indexOf(name)] as number;
    return (value - (model.means[i] as number)) / (model.scales[i] as number);
  });
  return softmax(model.weights.map((weights, k) => (model.bias[k] as number) + dot(weights, features)));
}

/** The index of the largest score. */
export const indexOfLargest = (scores: readonly number[]): number => scores.indexOf(Math.max(...scores));

export const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

/** exp(z) / Σ exp(z), shifted by the largest z so that no exponential overflows: [0, 0] → [0.5, 0.5]. */
export function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const exponentials = logits.map((logit) => Math.exp(logit - largest));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((value) => value / sum);
}
