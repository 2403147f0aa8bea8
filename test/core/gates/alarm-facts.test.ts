import { describe, expect, it } from 'vitest';
import { alarmFacts } from '../../../core/gates/alarm-facts.ts';

const found = [
  { name: 'a', state: 'ALARM', since: 5 } as const,
  { name: 'b', state: 'OK', since: 6 } as const,
];

describe('What gates see of alarms', () => {
  it('is their state now, what the manifest says of them, and when they last went off', () => {
    const watched = [{ name: 'a', on: 'rollback' } as const, { name: 'b' }];
    const heard = {
      a: { changedAt: 5, lastAlarmAt: 5, heardAt: 7 },
      unwatched: { changedAt: 1, lastAlarmAt: 1, heardAt: 1 },
    };
    expect(alarmFacts(watched, found, heard)).toEqual({
      a: { state: 'ALARM', since: 5, lastAlarmAt: 5, heardAt: 7, on: 'rollback' },
      b: { state: 'OK', since: 6 },
    });
  });

  it('is nothing of one that does not exist, whatever was heard of it', () => {
    const heard = { gone: { changedAt: 1, lastAlarmAt: 1, heardAt: 1 } };
    expect(alarmFacts([{ name: 'gone', on: 'notify' }], found, heard)).toEqual({});
  });

  it('is nothing of one that is not watched', () => {
    expect(alarmFacts([], found, {})).toEqual({});
  });

  it('takes no alarm for a word of the language', () => {
    const facts = alarmFacts(
      [{ name: 'constructor' }],
      [{ name: 'constructor', state: 'ALARM', since: 5 }],
      {},
    );
    expect(facts).toEqual({ constructor: { state: 'ALARM', since: 5 } });
  });
});
