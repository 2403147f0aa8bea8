import { describe, expect, it } from 'vitest';
import { scoreReader } from '../../../adapters/gates/captured-score.ts';
import type { ScoreField } from '../../../core/judge/score-field.ts';

const line = (data: string, encoding = 'JSON', inferenceTime = '2026-01-05T10:00:07Z') =>
  JSON.stringify({
    captureData: { endpointOutput: { observedContentType: 'x', mode: 'OUTPUT', data, encoding } },
    eventMetadata: { eventId: 'e', inferenceTime },
    eventVersion: '0',
  });
const score = async (field: ScoreField, written: string) => (await scoreReader(field)(written))?.score;
const json = { json: 'predictions[0].score' };

describe('The score of a captured answer', () => {
  it('has the instant of the answer', async () => {
    const read = await scoreReader(json)(line('{"predictions":[{"score":0.5}]}'));
    expect(read).toEqual({ at: Date.UTC(2026, 0, 5, 10, 0, 7), score: 0.5 });
  });

  it.each([
    ['{"predictions":[{"score":0.5},{"score":0.9}]}', 0.5],
    ['{"predictions":[{"score":"0.5"}]}', 0.5],
    ['{"predictions":[{"score": NaN}]}', 'no-number'],
    ['{"predictions":[{"score": -Infinity, "of": "NaN, \\"or NaN"}]}', 'no-number'],
    ['{"predictions":[{"score":null}]}', 'no-number'],
    ['{"predictions":[]}', 'missing'],
    ['not JSON', 'missing'],
    ['', 'missing'],
  ])('is found by JSONata in %s: %s', async (data, found) => {
    expect(await score(json, line(data))).toBe(found);
  });

  it.each([
    ['0.02,setosa\n0.9,x', 1, 0.02],
    ['"a, b",0.3\r\n', 2, 0.3],
    ['0.02', 2, 'missing'],
    ['nan,1', 1, 'no-number'],
  ])('is found in CSV %j, column %i: %s', async (data, csv, found) => {
    expect(await score({ csv }, line(data, 'CSV'))).toBe(found);
  });

  it('is read from base64', async () => {
    const data = Buffer.from('{"predictions":[{"score":0.25}]}').toString('base64');
    expect(await score(json, line(data, 'BASE64'))).toBe(0.25);
  });

  it('is missing if the expression fails, asks for chance, or is none', async () => {
    const sound = line('{"predictions":[{"score":0.5}]}');
    expect(await score({ json: '$number("x")' }, sound)).toBe('missing');
    expect(await score({ json: '$random()' }, sound)).toBe('missing');
    expect(await score({ json: 'a[' }, sound)).toBe('missing');
  });

  it('is missing if answers are not captured', async () => {
    const input = JSON.stringify({
      captureData: {},
      eventMetadata: { eventId: 'e', inferenceTime: '2026-01-05T10:00:07Z' },
    });
    expect(await score(json, input)).toBe('missing');
  });

  it('is none of a line that is none', async () => {
    for (const other of ['{', '{}', '"x"', line('{}', 'JSON', 'yesterday')])
      expect(await scoreReader(json)(other)).toBeUndefined();
  });
});
