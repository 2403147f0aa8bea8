import { describe, expect, it } from 'vitest';
import { plannedGateSchema, type Stage } from '../../../core/gates/gate.ts';
import { alarmsNamedBy, gateKinds } from '../../../core/gates/kinds.ts';
import { gateOf } from '../../support/gates.ts';

/** One of each kind, at each of its stages, with all that can be said of it. */
const written: Readonly<Record<string, (stage: Stage) => unknown>> = {
  approval: (stage) => ({
    timeout: '8h',
    otherwise: stage === 'after' ? 'keep' : 'approve',
    by: ['U024BE7LH', 'arn:aws:iam::123456789012:role/Deployer'],
  }),
  window: () => ({
    allow: ['Mon-Fri 09:00-17:00 Europe/Berlin', 'Sat 22:00-02:00 Asia/Tokyo'],
    zone: 'Europe/Berlin',
    freeze: [{ from: '2026-12-20', to: '2027-01-02', reason: 'holidays' }],
    by: ['S0614TZR7'],
  }),
  'alarms-clear': () => ({ alarms: ['upstream', 'database'], for: '5m', timeout: '2h' }),
  soak: () => ({ for: '30m', hold: { timeout: '1h', otherwise: 'keep', anyoneWithLink: true } }),
  judge: () => ({
    compare: '4xx',
    tolerance: '1.5x',
    falseAlarms: '0.5%',
    floor: '1%',
    demand: 'pass',
    otherwise: 'fail',
  }),
  smoke: (stage) => ({
    inline: { x: [1, 2] },
    accept: 'application/json',
    requests: 3,
    expect: 'body.score < 1',
    within: '200ms',
    ...(stage === 'before' && { endpoint: 'staging' }),
    ...(stage === 'during' && { at: 'every-bake' }),
  }),
  webhook: (stage) => ({
    url: 'https://checks.example.com/',
    otherwise: 'pass',
    ...(stage !== 'during' && { timeout: '1h' }),
  }),
  lambda: () => ({ function: 'release-check:live', timeout: '2m' }),
};
const cases = gateKinds.flatMap(({ kind, stages }) => stages.map((stage) => [kind, stage] as const));

describe('The kinds of gates', () => {
  it('have names of their own', () => {
    const names = gateKinds.map(({ kind }) => kind);
    expect(names).toEqual([...new Set(names)]);
    expect(names.toSorted()).toEqual(Object.keys(written).toSorted());
  });

  it.each(cases)('survive the plan’s JSON: %s %s the shift', (kind, stage) => {
    const gate = gateOf(stage, { [kind]: written[kind]?.(stage) });
    expect(gate.kind).toBe(kind);
    expect(plannedGateSchema.parse(JSON.parse(JSON.stringify(gate)))).toEqual(gate);
  });

  it('name the alarms that are to be heard of, each once', () => {
    const clear = (...alarms: string[]) => gateOf('before', { 'alarms-clear': { alarms } });
    const gates = [clear('a', 'b'), gateOf('before', { window: '09:00-17:00 UTC' }), clear('b', 'c')];
    expect(alarmsNamedBy(gates)).toEqual(['a', 'b', 'c']);
  });
});
