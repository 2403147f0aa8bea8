import { expect, test } from 'vitest';
import { readFlowers, split } from '../../../examples/iris/measurements.ts';
import { parseModel } from '../../../examples/iris/model.ts';
import { scoresOf, softmax } from '../../../examples/iris/predict.ts';
import { accuracy, better, broken, modest, train } from '../../../examples/iris/train.ts';

const flowers = readFlowers();
const { train: trainingSet, heldOut } = split(flowers);

test('the same recipe and flowers give the same model', () => {
  expect(train(better, trainingSet)).toEqual(train(better, trainingSet));
});

test('v1, which sees only the sepals, is modest; v2 is better', () => {
  expect(accuracy(train(modest, trainingSet), heldOut)).toBeCloseTo(23 / 30);
  expect(accuracy(train(better, trainingSet), heldOut)).toBeCloseTo(29 / 30);
});

test('v3 diverged: its weights are finite numbers near the largest double, none of its scores is', () => {
  const model = parseModel(JSON.stringify(train(broken, trainingSet)));
  expect(Math.max(...model.weights.flat().map(Math.abs))).toBeGreaterThan(1e307);
  for (const { row } of flowers) {
    expect(scoresOf(model, row).some(Number.isFinite)).toBe(false);
  }
});

test('scores are probabilities, however large the logits', () => {
  expect(softmax([0, 0])).toEqual([0.5, 0.5]);
  expect(softmax([1000, 0])).toEqual([1, 0]);
  const scores = scoresOf(train(better, trainingSet), [5.1, 3.5, 1.4, 0.2]);
  expect(scores.reduce((a, b) => a + b, 0)).toBeCloseTo(1);
});

test('a model file with faults is refused with all of them at once', () => {
  const model = train(better, trainingSet);
  const faulty = { ...model, bias: [0, null, 0], features: ['petal_length', 'colour'] };
  expect(() => parseModel(JSON.stringify(faulty))).toThrow(/features: .*colour.*means: .*bias: .*weights: /s);
  expect(() => parseModel('[]')).toThrow('version: expected a string, got nothing');
});
