import { expect, test } from 'vitest';
import { answer } from '../../../examples/iris/answer.ts';
import { readFlowers, split } from '../../../examples/iris/measurements.ts';
import { better, broken, train } from '../../../examples/iris/train.ts';

const { train: trainingSet } = split(readFlowers());
const good = train(better, trainingSet);
const bad = train(broken, trainingSet);
const csv = (body: string) => ({ method: 'POST', path: '/invocations', contentType: 'text/csv', body });
const json = (body: string) => ({ ...csv(body), contentType: 'application/json; charset=utf-8' });
const labels = ({ body }: { body: unknown }) =>
  (body as { predictions: { label: string }[] }).predictions.map(({ label }) => label);

test('csv of one row, of several, with CRLF and blank lines, and JSON are all predicted', () => {
  expect(labels(answer(good, csv('4.7,3.2,1.3,0.2')))).toEqual(['setosa']);
  expect(labels(answer(good, csv('4.7,3.2,1.3,0.2\r\n\r\n 6.4, 2.8, 5.6, 2.1\r\n')))).toEqual([
    'setosa',
    'virginica',
  ]);
  const reply = answer(good, json('{"instances": [[6.1, 2.8, 4.7, 1.2]]}'));
  expect(reply).toMatchObject({
    status: 200,
    body: { predictions: [{ label: 'versicolor', scores: { setosa: expect.any(Number) } }] },
  });
});

test.each([
  ['too few numbers', csv('4.7,3.2,1.3'), 'row 1: expected 4 numbers (sepal_length'],
  ['an empty cell', csv('4.7,,1.3,0.2'), 'row 1, sepal_width: expected a number, got ""'],
  ['a header', csv('a,b,c,d\n4.7,3.2,1.3,0.2'), 'row 1, sepal_length: expected a number, got "a"'],
  ['infinity', csv('1,2,3,4\n1,2,3,Infinity'), 'row 2, petal_width: expected a number, got "Infinity"'],
  ['nothing', csv('\n'), 'expected at least one row'],
  ['broken JSON', json('{"instances": [['), 'the body is not JSON'],
  ['JSON without rows', json('{"rows": []}'), 'instances: expected an array'],
  ['JSON null', json('null'), 'instances: expected an array'],
  ['a flat row', json('{"instances": [1, 2, 3, 4]}'), 'row 1: expected 4 numbers'],
  [
    'text for a number',
    json('{"instances": [[1, 2, 3, "4"]]}'),
    'row 1, petal_width: expected a number, got "4"',
  ],
])('%s is the client’s error, told plainly', (_, request, error) => {
  expect(answer(good, request)).toEqual({ status: 400, body: { error: expect.stringContaining(error) } });
});

test('other content types are refused as such', () => {
  const request = { ...csv('<rows/>'), contentType: 'application/xml' };
  expect(answer(good, request)).toEqual({
    status: 415,
    body: { error: 'Content-Type: expected text/csv or application/json, got application/xml' },
  });
  expect(answer(good, { ...request, contentType: undefined }).status).toBe(415);
});

test('the broken model answers its ping, and every prediction with 500', () => {
  expect(answer(bad, { method: 'GET', path: '/ping', contentType: undefined, body: '' }).status).toBe(200);
  expect(answer(bad, csv('4.7,3.2,1.3,0.2'))).toEqual({
    status: 500,
    body: {
      error: expect.stringMatching(/^model v3-broken, row 1: the score for \w+ is not finite \(NaN\)$/),
    },
  });
});

test('there is nothing else to ask for', () => {
  expect(answer(good, { ...csv(''), path: '/models' }).status).toBe(404);
  expect(answer(good, { ...csv(''), method: 'GET' }).status).toBe(404);
});
