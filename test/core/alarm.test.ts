import { describe, expect, it } from 'vitest';
import { breachOf, describeBreach } from '../../core/alarm.ts';

const at = '2026-01-05T10:20:00.000Z';
const breach = (reasonData?: string) => breachOf('iris-5xx', 'Threshold Crossed', reasonData, at);

describe('The numbers of a breach', () => {
  it('are the newest datapoint and the threshold of CloudWatch’s reason data', () => {
    expect(breach('{"version":"1.0","recentDatapoints":[3.0,9.0],"threshold":1.0}')).toEqual({
      name: 'iris-5xx',
      reason: 'Threshold Crossed',
      at,
      value: 9,
      threshold: 1,
    });
  });

  it('skip missing datapoints, which CloudWatch gives as null', () => {
    expect(breach('{"recentDatapoints":[4.5,null],"threshold":1}').value).toBe(4.5);
  });

  it('keep a value and a threshold of 0', () => {
    expect(breach('{"recentDatapoints":[0],"threshold":0}')).toMatchObject({ value: 0, threshold: 0 });
  });

  it.each([
    ['no reason data (an alarm set by hand)', undefined],
    ['an empty text', ''],
    ['no JSON', 'because'],
    ['a number', '42'],
    ['null', 'null'],
    ['a composite alarm’s data', '{"triggeringAlarms":[{"arn":"a"}]}'],
    ['datapoints of another type', '{"recentDatapoints":"many"}'],
    ['no datapoints', '{"recentDatapoints":[]}'],
  ])('are absent where there is %s', (_, data) => {
    expect(breach(data)).toEqual({ name: 'iris-5xx', reason: 'Threshold Crossed', at });
  });
});

describe('A breach in words', () => {
  it.each([
    [{ value: 9, threshold: 1 }, 'iris-5xx (value 9, threshold 1)'],
    [{ threshold: 1 }, 'iris-5xx (threshold 1)'],
    [{ value: 0.25 }, 'iris-5xx (value 0.25)'],
    [{}, 'iris-5xx (set by hand)'],
  ])('%j is told as "%s"', (numbers, text) => {
    expect(describeBreach({ name: 'iris-5xx', reason: 'set by hand', at, ...numbers })).toBe(text);
  });
});
