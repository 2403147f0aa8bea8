import { describe, expect, it } from 'vitest';
import { window } from '../../../core/gates/window.ts';
import { aDecision, configOf, minutes, nine, problemsOf, seenAt } from '../../support/gates.ts';

const office = configOf(window, 'before', 'Mon-Fri 09:00-17:00 Europe/Berlin');
/** Six in the evening in Berlin. */
const evening = Date.UTC(2026, 2, 2, 17);
const nextMorning = Date.UTC(2026, 2, 3, 8);

describe('A window', () => {
  it('lets through while it is open', () => {
    expect(window.step(office, seenAt('before', nine))).toEqual({
      kind: 'passed',
      why: 'open at Mon 2026-03-02 10:00 Europe/Berlin',
    });
  });

  it('waits for the very instant at which it opens next', () => {
    expect(window.step(office, seenAt('before', evening))).toEqual({
      kind: 'waiting',
      until: nextMorning,
      why: 'closed until Tue 2026-03-03 09:00 Europe/Berlin',
      ask: {
        question: 'The window is closed until Tue 2026-03-03 09:00 Europe/Berlin. Release it all the same?',
        approve: 'override',
        reject: 'reject',
        anyoneWithLink: false,
        reasonNeeded: true,
      },
    });
    expect(window.step(office, seenAt('before', nextMorning - 1)).kind).toBe('waiting');
    expect(window.step(office, seenAt('before', nextMorning)).kind).toBe('passed');
  });

  it('is overridden by a person with a reason, which is no passing by itself', () => {
    const decision = aDecision('approve', evening, { reason: 'hotfix for the outage' });
    expect(window.step(office, seenAt('before', evening, { decision }))).toEqual({
      kind: 'passed',
      why: 'let through a closed window by ana (U0ANA): hotfix for the outage',
      overridden: true,
    });
  });

  it('is not waited for any longer where a person rejects', () => {
    const decision = aDecision('reject', evening);
    expect(window.step(office, seenAt('before', evening, { decision }))).toEqual({
      kind: 'failed',
      why: 'rejected by ana (U0ANA)',
    });
  });

  it('stays closed in a freeze, and says why', () => {
    const frozen = configOf(window, 'before', {
      allow: ['Mon-Fri 09:00-17:00 Europe/Berlin', 'Sat 10:00-12:00 Europe/Berlin'],
      freeze: [{ from: '2026-03-02', to: '2026-03-06', reason: 'quarter end' }],
    });
    expect(window.step(frozen, seenAt('before', nine))).toMatchObject({
      until: Date.UTC(2026, 2, 7, 9),
      why: 'closed until Sat 2026-03-07 10:00 Europe/Berlin (frozen: quarter end)',
    });
  });

  it('may be always open but for freezes', () => {
    const freezes = configOf(window, 'before', {
      zone: 'UTC',
      freeze: [{ from: '2026-03-02T09:00', to: '2026-03-02T09:30', reason: 'audit' }],
    });
    expect(window.step(freezes, seenAt('before', nine))).toMatchObject({ until: nine + minutes(30) });
    expect(window.step(freezes, seenAt('before', nine + minutes(30))).kind).toBe('passed');
  });

  it('that does not open within a year fails at once', () => {
    const never = configOf(window, 'before', {
      zone: 'UTC',
      freeze: [{ from: '2026-01-01', to: '2028-01-01', reason: 'wound down' }],
    });
    expect(window.step(never, seenAt('before', nine))).toEqual({
      kind: 'failed',
      why: 'the window does not open within a year',
    });
  });

  const freeze = [{ from: '2026-12-20', to: '2026-12-31', reason: 'holidays' }];
  it.each([
    ['Mon-Fri 09:00-17:00', '·.window: hours with a time zone such as'],
    ['Mon-Fri 09:00-09:00 UTC', '·.window: hours with a time zone such as'],
    [{ allow: [] }, '·.window.allow: at least one time at which it is open'],
    [{ allow: ['Mon 09:00-17:00 UTC', 'daily'] }, '·.window.allow[1]: hours with a time zone such as'],
    [{}, '·.window.allow: hours such as'],
    [{ freeze }, '·.window.zone: the IANA time zone of the freezes'],
    [{ freeze, allow: ['09:00-10:00 UTC', '09:00-10:00 Asia/Tokyo'] }, '·.window.zone: the IANA time zone'],
    [{ freeze, zone: 'Berlin' }, '·.window.zone: an IANA time zone such as Europe/Berlin'],
    [
      { zone: 'UTC', freeze: [...freeze, { from: '2026-12-20', to: '2026-12-10', reason: 'x' }] },
      '·.window.freeze[1].to: an end after its beginning',
    ],
    [
      { zone: 'UTC', freeze: [{ from: 'Xmas', to: '2026-12-10', reason: 'x' }] },
      '·.window.freeze[0].from: a date',
    ],
    [17, '·.window: hours such as'],
  ])('is not written %j', (written, expected) => {
    expect(problemsOf('before', { window: written })).toEqual([expect.stringContaining(expected)]);
  });

  it('can be one text, in a list or alone', () => {
    const written = 'Mon-Fri 09:00-17:00 Europe/Berlin';
    expect(configOf(window, 'before', { allow: written })).toEqual(office);
    expect(configOf(window, 'before', { allow: [written] })).toEqual(office);
  });
});
