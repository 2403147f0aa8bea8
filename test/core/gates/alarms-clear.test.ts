import { describe, expect, it } from 'vitest';
import { alarmsClear } from '../../../core/gates/alarms-clear.ts';
import type { GateSnapshot } from '../../../core/gates/gate.ts';
import { anAlarm, configOf, minutes, nine, problemsOf, seenAt } from '../../support/gates.ts';

const ten = configOf(alarmsClear, 'before', { for: '10m', timeout: '1h' });
const step = (now: number, alarms: GateSnapshot['alarms'], config = ten) =>
  alarmsClear.step(config, seenAt('before', now, { alarms }));

describe('Alarms clear', () => {
  it('passes where all have been OK for long enough, also before its turn came', () => {
    const alarms = {
      'fraud-5xx': anAlarm('OK', nine - minutes(10)),
      kpi: anAlarm('OK', nine - minutes(500)),
    };
    expect(step(nine, alarms)).toEqual({ kind: 'passed', why: 'alarms fraud-5xx and kpi: OK for 10m' });
  });

  it('waits until the youngest OK is old enough', () => {
    const alarms = { a: anAlarm('OK', nine - minutes(5)), b: anAlarm('OK', nine - minutes(2)) };
    expect(step(nine, alarms)).toMatchObject({ kind: 'waiting', until: nine + minutes(8) });
    expect(step(nine + minutes(8) - 1, alarms).kind).toBe('waiting');
    expect(step(nine + minutes(8), alarms).kind).toBe('passed');
  });

  it.each(['ALARM', 'INSUFFICIENT_DATA'] as const)('waits for an event where one is in %s', (state) => {
    const alarms = { a: anAlarm('OK', 0), b: anAlarm(state, nine) };
    expect(step(nine, alarms)).toEqual({
      kind: 'waiting',
      until: nine + minutes(60),
      why: `b is in ${state}`,
    });
    expect(step(nine + minutes(60), alarms)).toEqual({ kind: 'failed', why: `b is in ${state} after 1h` });
  });

  it('never waits past its deadline for an OK to become old', () => {
    const alarms = { a: anAlarm('OK', nine + minutes(55)) };
    expect(step(nine + minutes(56), alarms)).toMatchObject({ until: nine + minutes(60) });
    expect(step(nine + minutes(60), alarms)).toEqual({ kind: 'failed', why: 'not yet OK for 10m after 1h' });
  });

  it('looks at those it names only, or at those of the manifest', () => {
    const alarms = {
      shared: anAlarm('OK', 0, {}),
      mine: anAlarm('ALARM', nine),
      theirs: { state: 'ALARM', since: nine } as const,
    };
    const named = configOf(alarmsClear, 'before', { alarms: ['shared'] });
    expect(step(nine, alarms, named).kind).toBe('passed');
    expect(alarmsClear.alarms?.(named)).toEqual(['shared']);
    expect(step(nine, alarms)).toMatchObject({ kind: 'waiting', why: 'mine is in ALARM' });
  });

  it('fails where an alarm does not exist: nothing would say that all is well', () => {
    const named = configOf(alarmsClear, 'before', { alarms: ['gone', 'toString'] });
    expect(step(nine, {}, named)).toEqual({
      kind: 'failed',
      why: 'there is no alarms gone and toString, so nothing says that all is well',
    });
  });

  it('is refused where there is no alarm to look at', () => {
    const around = { webhookHosts: [], functions: [], alarms: [] };
    expect(alarmsClear.refusals?.(ten, around)).toHaveLength(1);
    expect(alarmsClear.refusals?.(ten, { ...around, alarms: ['kpi'] })).toEqual([]);
    const named = configOf(alarmsClear, 'before', { alarms: ['kpi'] });
    expect(alarmsClear.refusals?.(named, around)).toEqual([]);
  });

  it('needs nothing said', () => {
    expect(configOf(alarmsClear, 'before', {})).toEqual({ forSeconds: 600, timeoutSeconds: 3600 });
    expect(problemsOf('before', 'alarms-clear')).toEqual([]);
  });

  it('cannot take longer than it may wait', () => {
    expect(problemsOf('before', { 'alarms-clear': { for: '2h', timeout: '1h' } })).toEqual([
      '·.alarms-clear.timeout: no less than for',
    ]);
  });
});
