import { describe, expect, it } from 'vitest';
import { managedAlarmName } from '../../../core/alarms/managed.ts';
import { holdsOf } from '../../../core/plan/holds-of.ts';
import { resolve } from '../../../core/plan/resolve.ts';
import { rolloutName } from '../../../core/release.ts';
import { anAlarm, aRollback, aRollout, aWrittenManifest, findings } from '../../support/builders.ts';

const errors = { name: 'iris-5xx', on: 'rollback' };
const kpi = { name: 'kpi', on: 'hold' };
const rate = { metric: '5xx-rate', above: '1%', for: '2m', on: 'hold', hold: { otherwise: 'continue' } };
const found = (alarms: object[], state: 'OK' | 'ALARM' = 'OK') =>
  findings({
    manifest: { kind: 'content', value: aWrittenManifest({ alarms }) },
    alarms: [anAlarm(), anAlarm({ name: 'kpi', state })],
  });
const usual = { timeoutSeconds: 600, otherwise: 'abort', meanwhile: 'shift', anyoneWithLink: false };

describe('The alarms of a manifest that hold', () => {
  it('bring a gate each, by the name that the alarm has or will have', () => {
    const rollout = aRollout();
    expect(holdsOf(rollout, found([errors, kpi, rate]))).toEqual([
      { kind: 'hold', config: { alarm: 'kpi', ...usual } },
      {
        kind: 'hold',
        config: {
          ...usual,
          alarm: managedAlarmName('local', rolloutName(rollout), 2),
          otherwise: 'continue',
          // Its name would say nothing to people.
          label: '5xx-rate above 1 %',
        },
      },
    ]);
  });

  it('hold no rollback that they are the reason for, nor a fast one; those by metric are made for it, too', () => {
    const held = (...given: Parameters<typeof found>) => holdsOf(aRollback(), found(...given));
    expect(held([errors, kpi])).toEqual([{ kind: 'hold', config: { alarm: 'kpi', ...usual } }]);
    expect(held([errors, kpi], 'ALARM')).toEqual([]);
    expect(held([errors, rate])).toMatchObject([{ kind: 'hold', config: { label: '5xx-rate above 1 %' } }]);
    expect(holdsOf(aRollback({ fast: true }), found([errors, kpi]))).toEqual([]);
  });

  it('are none of a manifest that is not sound', () => {
    expect(holdsOf(aRollout(), found([{ ...kpi, hold: 'maybe' }]))).toEqual([]);
    expect(holdsOf(aRollout(), { ...found([]), manifest: { kind: 'absent' } as never })).toEqual([]);
  });
});

describe('A plan with an alarm that holds', () => {
  const planned = (...given: Parameters<typeof found>) => resolve(aRollout(), found(...given));

  it('does not have SageMaker roll back by it', () => {
    const resolution = planned([errors, kpi]);
    if (resolution.kind !== 'prepared') throw new Error(resolution.kind);
    const { alarms, deployment } = resolution.plan;
    expect(alarms).toContainEqual(expect.objectContaining({ name: 'kpi', on: 'hold', managed: false }));
    expect(JSON.stringify(deployment.AutoRollbackConfiguration)).not.toContain('kpi');
  });

  it('warns where it is on already: it asks as soon as traffic shifts', () => {
    expect(planned([errors, kpi], 'ALARM')).toMatchObject({
      kind: 'prepared',
      plan: { warnings: [{ field: 'alarms[1].name', got: '"kpi" in ALARM' }] },
    });
  });

  it('is refused where it is on already and would end the shift at once', () => {
    expect(planned([errors, { ...kpi, hold: { meanwhile: 'abort' } }], 'ALARM')).toMatchObject({
      kind: 'refused',
      problems: [{ field: 'alarms[1].name', fix: expect.stringContaining('end the shift at once') }],
    });
  });
});
