import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AlarmDatapoint,
  type AlarmRule,
  evaluateAlarm,
  evaluationInterval,
  evaluationRange,
  isBreaching,
  type MissingDatapoint,
  periodStarts,
} from '../../../local/cloudwatch/evaluate-alarm.ts';
import type { AlarmStateValue } from '../../../local/ports.ts';

const rule = (changes: Partial<AlarmRule>): AlarmRule => ({
  evaluationPeriods: 3,
  datapointsToAlarm: undefined,
  threshold: 0,
  comparisonOperator: 'GreaterThanThreshold',
  treatMissingData: 'missing',
  ...changes,
});

/** `0 - X`, oldest first as AWS's tables write it: 0 is within the threshold, X beyond it, - missing. */
const range = (drawn: string): (AlarmDatapoint | MissingDatapoint)[] =>
  drawn
    .split(' ')
    .reverse()
    .map((mark, index) => {
      const at = -60_000 * (index + 1);
      return mark === '-' ? { start: at } : { start: at, value: mark === 'X' ? 1 : 0, sampleCount: 1 };
    });

const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;

describe("AWS's tables of how missing data is evaluated", () => {
  // [range, filled, missing, ignore, breaching, notBreaching]; "retain" keeps the state the alarm is in.
  const three: [string, number, string, string, string, string][] = [
    ['0 - X - X', 0, 'OK', 'OK', 'OK', 'OK'],
    ['0 - - - -', 2, 'OK', 'OK', 'OK', 'OK'],
    ['- - - - -', 3, 'INSUFFICIENT_DATA', 'retain', 'ALARM', 'OK'],
    ['0 X X - X', 0, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['- - X - -', 2, 'ALARM', 'retain', 'ALARM', 'OK'],
  ];
  const twoOfThree: typeof three = [
    ['0 - X - X', 0, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 0 X 0 X', 0, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 - X - -', 1, 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - - 0', 2, 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - X -', 2, 'ALARM', 'retain', 'ALARM', 'OK'],
  ];

  for (const [m, table] of [
    [3, three],
    [2, twoOfThree],
  ] as const) {
    for (const [drawn, filled, ...states] of table) {
      it(`${m} of 3, ${drawn}`, () => {
        for (const [index, treatMissingData] of treatments.entries()) {
          for (const current of ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const) {
            const found = evaluateAlarm(
              rule({ datapointsToAlarm: m, treatMissingData }),
              current,
              range(drawn),
            );
            const expected = states[index] === 'retain' ? current : states[index];
            expect([treatMissingData, found.state]).toEqual([treatMissingData, expected]);
            expect(found.filled).toBe(filled);
          }
        }
      });
    }
  }

  it('waits for a breach to be M periods old before it alarms on it alone', () => {
    const alarm = rule({ datapointsToAlarm: 3 });
    expect(evaluateAlarm(alarm, 'OK', range('- - - - X')).state).toBe('OK');
    expect(evaluateAlarm(alarm, 'OK', range('- - - X -')).state).toBe('OK');
    expect(evaluateAlarm(alarm, 'OK', range('- - X - -')).state).toBe('ALARM');
  });
});

describe('the threshold', () => {
  it.each([
    ['GreaterThanThreshold', false, true],
    ['GreaterThanOrEqualToThreshold', true, true],
    ['LessThanThreshold', false, false],
    ['LessThanOrEqualToThreshold', true, false],
  ] as const)('%s: at it %s, above it %s', (comparisonOperator, at, above) => {
    expect(isBreaching({ comparisonOperator, threshold: 5 }, 5)).toBe(at);
    expect(isBreaching({ comparisonOperator, threshold: 5 }, 5.1)).toBe(above);
    expect(isBreaching({ comparisonOperator, threshold: 5 }, 4.9)).toBe(!above);
  });
});

describe('the periods looked at', () => {
  it('are complete, end at the instant of evaluation and reach two beyond the evaluation periods', () => {
    expect(periodStarts({ period: 300, evaluationPeriods: 1 }, 900_000)).toEqual([600_000, 300_000, 0]);
  });

  it('come up every minute, or every ten seconds for high resolution alarms', () => {
    expect([10, 20, 30, 60, 300].map(evaluationInterval)).toEqual([10_000, 10_000, 10_000, 60_000, 60_000]);
  });
});

const states = fc.constantFrom<AlarmStateValue>('OK', 'ALARM', 'INSUFFICIENT_DATA');
const mark = fc.constantFrom('0', 'X', '-');
const cases = fc.integer({ min: 1, max: 6 }).chain((n) =>
  fc.record({
    n: fc.constant(n),
    m: fc.integer({ min: 1, max: n }),
    marks: fc.array(mark, { minLength: evaluationRange(n), maxLength: evaluationRange(n) }),
    current: states,
  }),
);

describe('whatever the data', () => {
  it('an alarm with no data at all and notBreaching is never in ALARM', () => {
    fc.assert(
      fc.property(cases, ({ n, m, marks, current }) => {
        const alarm = rule({ evaluationPeriods: n, datapointsToAlarm: m, treatMissingData: 'notBreaching' });
        const empty = marks.map(() => '-').join(' ');
        expect(evaluateAlarm(alarm, current, range(empty)).state).toBe('OK');
      }),
    );
  });

  it('with nothing missing, M breaching of the last N make an ALARM, and nothing else does', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(...treatments), ({ n, m, marks, current }, treatMissingData) => {
        const full = marks.map((value) => (value === '-' ? '0' : value));
        const alarm = rule({ evaluationPeriods: n, datapointsToAlarm: m, treatMissingData });
        const breaching = full.slice(-n).filter((value) => value === 'X').length;
        expect(evaluateAlarm(alarm, current, range(full.join(' '))).state).toBe(
          breaching >= m ? 'ALARM' : 'OK',
        );
      }),
    );
  });

  it('without M breaching datapoints in the range, notBreaching never alarms', () => {
    fc.assert(
      fc.property(cases, ({ n, m, marks, current }) => {
        fc.pre(marks.filter((value) => value === 'X').length < m);
        const alarm = rule({ evaluationPeriods: n, datapointsToAlarm: m, treatMissingData: 'notBreaching' });
        expect(evaluateAlarm(alarm, current, range(marks.join(' '))).state).toBe('OK');
      }),
    );
  });

  it('breaching alarms wherever notBreaching does', () => {
    fc.assert(
      fc.property(cases, ({ n, m, marks, current }) => {
        const under = (treatMissingData: AlarmRule['treatMissingData']) =>
          evaluateAlarm(
            rule({ evaluationPeriods: n, datapointsToAlarm: m, treatMissingData }),
            current,
            range(marks.join(' ')),
          ).state;
        if (under('notBreaching') === 'ALARM') expect(under('breaching')).toBe('ALARM');
      }),
    );
  });
});
