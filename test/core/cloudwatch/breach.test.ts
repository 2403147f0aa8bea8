import { describe, expect, it } from 'vitest';
import { breachOf, describeBreach } from '../../../core/cloudwatch/breach.ts';

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

describe('The children of a composite alarm', () => {
  const arn = (of: string) => `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${of}`;
  const because = (...of: [string, string][]) =>
    breach(
      JSON.stringify({
        triggeringAlarms: of.map(([child, value]) => ({
          arn: arn(child),
          state: { value, timestamp: '2026-01-05T00:01:01.500+0000' },
        })),
      }),
    ).children;

  it('are those that are in ALARM, by name', () => {
    expect(because(['a', 'OK'], ['team:b', 'ALARM'], ['c', 'ALARM'])).toEqual(['team:b', 'c']);
  });

  it('are those that changed where none is: its rule goes by an alarm’s not being in ALARM', () => {
    expect(because(['a', 'OK'])).toEqual(['a']);
  });
});

describe('A breach in words', () => {
  it.each([
    [{ value: 9, threshold: 1 }, 'iris-5xx (value 9, limit 1)'],
    [{ threshold: 1 }, 'iris-5xx (no value, limit 1)'],
    [{ value: 0.25 }, 'iris-5xx (value 0.25)'],
    [{}, 'iris-5xx (set by hand)'],
    [{ reason: 'Set by Ana.' }, 'iris-5xx (Set by Ana)'],
    [{ children: ['a', 'b'] }, 'iris-5xx (because of a, b)'],
    [{ children: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }, 'iris-5xx (because of a, b, c, d, e and 2 more)'],
  ])('%j is told as "%s"', (numbers, text) => {
    expect(describeBreach({ name: 'iris-5xx', reason: 'set by hand', at, ...numbers })).toBe(text);
  });
});
