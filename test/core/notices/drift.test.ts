import { describe, expect, it } from 'vitest';
import { detectDrift, type LastKnownState } from '../../../core/drift/drift.ts';
import { driftNotice } from '../../../core/notices/drift.ts';
import type { EndpointView } from '../../../core/sagemaker.ts';
import type { NextStep } from '../../../core/verdict/next-step.ts';

const lastKnown: LastKnownState = { endpoint: 'iris', configName: 'A', status: 'InService', lastModified: 1 };
const view = { status: 'InService', configName: 'A', lastModified: 2 };
const told = (seen: EndpointView | undefined, from: LastKnownState = lastKnown, steps: NextStep[] = []) => {
  const drift = detectDrift(from, seen, false);
  if (drift === undefined) throw new Error('no drift');
  return driftNotice(drift, steps);
};

describe('What is told of drift', () => {
  it('names both configs and the way back', () => {
    const steps = [{ text: 'To go back to v1 (A)', command: 'npx greenlight rollback iris --to A' }];
    expect(told({ ...view, configName: 'B*' }, lastKnown, steps)).toEqual({
      endpoint: 'iris',
      thread: 'iris-drift',
      phase: 'drift',
      severity: 'warning',
      title: ':eyes: iris: serves B∗ now, put there by somebody else',
      lines: [
        'The endpoint config was A and is B∗.',
        'No rollout of Greenlight did this. The next one starts from what is there now.',
      ],
      nextSteps: ['To go back to v1 (A): npx greenlight rollback iris --to A'],
    });
  });

  it('offers no way back that there is not', () => {
    expect(told({ ...view, configName: 'B' }).nextSteps).toEqual([]);
  });

  it.each([
    ['deleted', undefined, 'critical', /was deleted/, /CloudTrail/],
    [
      'failed',
      { ...view, status: 'Failed', failureReason: 'ping' },
      'critical',
      /is Failed/,
      /deleted and made again/,
    ],
    [
      'stuck',
      { ...view, status: 'UpdateRollbackFailed' },
      'critical',
      /UpdateRollbackFailed/,
      /a config that works/,
    ],
  ] as const)('wakes somebody where the endpoint is %s', (_, seen, severity, title, step) => {
    const notice = told(seen);
    expect(notice.severity).toBe(severity);
    expect(notice.title).toMatch(title);
    expect(notice.nextSteps[0]).toMatch(step);
  });

  it('says that a Failed endpoint which was deleted served nothing, and alarms nobody', () => {
    const notice = told(
      { ...view, status: 'Deleting', failureReason: 'no image' },
      { ...lastKnown, status: 'Failed' },
    );
    expect(notice.severity).toBe('info');
    expect(notice.lines[0]).toMatch(/^It served nothing; its config was A/);
    expect(notice.lines).not.toContain('no image');
    expect(notice.nextSteps).toEqual([]);
  });

  it('gives AWS’s own reason', () => {
    expect(told({ ...view, status: 'Failed', failureReason: 'ping' }).lines).toContain('ping');
  });

  it('is calm about an endpoint that is well again, or back', () => {
    expect(told(view, { ...lastKnown, status: 'Failed' }).severity).toBe('info');
    expect(told(view, { ...lastKnown, configName: null }).title).toMatch(/exists again/);
  });
});
