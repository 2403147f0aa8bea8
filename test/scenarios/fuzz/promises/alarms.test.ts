import { describe, expect, it } from 'vitest';
import { alarms } from '../../../../scenarios/fuzz/promises/alarms.ts';
import { act, ended, rollout, seen, serves } from './seen.ts';

const name = rollout('v2');
const minute = 60_000;
const iso = (at: number) => new Date(at).toISOString();
const went = (alarmName: string, at: number) => ({
  'detail-type': 'CloudWatch Alarm State Change',
  time: iso(at),
  detail: { alarmName, state: { value: 'ALARM' } },
});
const announced = (alarm: string, at: number) => ({
  ...{ phase: 'alarm', endpoint: 'iris', at: iso(at), breach: { name: alarm } },
});
const kpi = { name: 'kpi', on: 'hold' };

/** It shifts from minute 1 to 10, soaks from 10 to 40, and ends in minute 40. */
const judged = (
  written: object,
  [alarm, at]: readonly [string, number],
  more: { hold?: string; outcome?: string; troubles?: string[]; unheard?: boolean } = {},
) =>
  alarms(
    seen({
      acts: [act(0, { kind: 'manifest', version: 'm1', written })],
      shifts: [{ at: minute, rollout: name, live: [] }],
      steps: [serves(10 * minute, name)],
      endings: [ended(40 * minute, name, more.outcome ?? 'DEPLOYED')],
      announced: more.unheard ? [] : [announced(alarm, at)],
      events: [went(alarm, at)],
      troubles: more.troubles ?? [],
      ledger: [
        {
          ...{ sk: `rollout#${name}`, endpoint: 'iris', start: { kind: 'upload' } },
          settled: { manifest: { versionId: 'm1' } },
        },
        {
          sk: `gate#${name}#after#0`,
          item: { kind: 'soak', status: 'passed', openedAt: 10 * minute, settledAt: 40 * minute },
        },
        ...(more.hold ? [{ sk: `gate#${name}#during#0`, item: { kind: 'hold', status: more.hold } }] : []),
      ],
    }),
  );

describe('An alarm that asks', () => {
  it('lets it go on once somebody says so', () => {
    expect(judged({ alarms: [kpi] }, ['kpi', 5 * minute], { hold: 'passed' })).toEqual([]);
    expect(judged({ alarms: [kpi] }, ['kpi', 5 * minute], { outcome: 'ROLLED_BACK' })).toEqual([]);
    expect(judged({ alarms: [kpi] }, ['kpi', 11 * minute])).toEqual([]);
  });

  it('does not let it go on otherwise', () => {
    const nobody = [expect.stringContaining('nobody let it go on')];
    expect(judged({ alarms: [kpi] }, ['kpi', 5 * minute])).toEqual(nobody);
    expect(judged({ alarms: [kpi] }, ['kpi', 5 * minute], { hold: 'pending' })).toEqual(nobody);
    const aborts = { ...kpi, hold: { meanwhile: 'abort' } };
    expect(judged({ alarms: [aborts] }, ['kpi', 5 * minute], { hold: 'passed' })).toEqual(nobody);
  });

  it('may be missed where a trouble kept its event away', () => {
    expect(judged({ alarms: [kpi] }, ['kpi', 5 * minute], { troubles: ['events'] })).toEqual([]);
  });
});

describe('An alarm that rolls back', () => {
  it('lets nothing pass a soak', () => {
    expect(judged({}, ['errors', 20 * minute])).toEqual([expect.stringContaining('in a soak')]);
    expect(judged({}, ['errors', 20 * minute], { outcome: 'ROLLED_BACK' })).toEqual([]);
  });

  it('is announced', () => {
    expect(judged({}, ['errors', 5 * minute], { unheard: true })).toEqual([
      expect.stringContaining('was not announced'),
    ]);
  });
});
