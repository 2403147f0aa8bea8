import { expect, test } from 'vitest';
import { inputs, readFlowers, requestPayloads, species, split } from '../../../examples/iris/measurements.ts';

const flowers = readFlowers();

test('the measurements are the 150 of Fisher’s article: 50 of each species, with its known means', () => {
  expect(flowers).toHaveLength(150);
  for (const name of species) {
    expect(flowers.filter((flower) => flower.species === name)).toHaveLength(50);
  }
  const means = inputs.map((_, j) => flowers.reduce((sum, { row }) => sum + (row[j] as number), 0) / 150);
  expect(means.map((mean) => mean.toFixed(3))).toEqual(['5.843', '3.057', '3.758', '1.199']);
  expect(flowers[34]?.row).toEqual([4.9, 3.1, 1.5, 0.2]);
  expect(flowers[37]?.row).toEqual([4.9, 3.6, 1.4, 0.1]);
});

test('ten of each species are held out, and none of those is trained on', () => {
  const { train, heldOut } = split(flowers);
  expect([train.length, heldOut.length]).toEqual([120, 30]);
  for (const name of species) {
    expect(heldOut.filter((flower) => flower.species === name)).toHaveLength(10);
  }
  expect(heldOut.some((flower) => train.includes(flower))).toBe(false);
});

test('each flower gives one request of four numbers, without its species', () => {
  const payloads = requestPayloads();
  expect(payloads).toHaveLength(150);
  expect(payloads[0]).toBe('5.1,3.5,1.4,0.2');
  expect(payloads.every((payload) => /^\d\.\d(,\d\.\d){3}$/.test(payload))).toBe(true);
});
