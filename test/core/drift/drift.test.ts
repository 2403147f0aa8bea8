import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectDrift, type LastKnownState, lastKnownStateOf } from '../../../core/drift/drift.ts';
import type { EndpointView } from '../../../core/sagemaker.ts';

const lastKnown: LastKnownState = {
  endpoint: 'iris',
  configName: 'A',
  status: 'InService',
  lastModified: 1000,
};
const seen = (over: Partial<EndpointView> = {}): EndpointView => ({
  status: 'InService',
  configName: 'A',
  lastModified: 2000,
  ...over,
});

describe('Drift', () => {
  it('is a config that nobody of us put live', () => {
    expect(detectDrift(lastKnown, seen({ configName: 'B' }), false)).toEqual({
      endpoint: 'iris',
      what: 'config',
      from: 'A',
      to: 'B',
      status: 'InService',
      id: '1000#config#A#B#',
    });
  });

  it.each([
    ['gone', undefined, 'deleted'],
    ['going', seen({ status: 'Deleting' }), 'deleted'],
    ['failed', seen({ status: 'Failed', failureReason: 'no capacity' }), 'failed'],
    ['out of service', seen({ status: 'OutOfService' }), 'failed'],
    ['stuck after a rolling update', seen({ status: 'UpdateRollbackFailed' }), 'failed'],
  ] as const)('is an endpoint that is %s', (_, view, what) => {
    expect(detectDrift(lastKnown, view, false)).toMatchObject({ what, from: 'A' });
  });

  it('is an endpoint that came back after it was deleted, or well after it had failed', () => {
    const gone = lastKnownStateOf('iris', undefined, 1500);
    expect(detectDrift(gone, undefined, false)).toBeUndefined();
    expect(detectDrift(gone, seen({ configName: 'C' }), false)).toMatchObject({
      what: 'appeared',
      from: null,
      to: 'C',
    });
    const failed = lastKnownStateOf('iris', seen({ status: 'Failed' }), 2000);
    expect(detectDrift(failed, seen({ lastModified: 3000 }), false)).toMatchObject({ what: 'recovered' });
    expect(detectDrift(failed, seen({ status: 'Failed', lastModified: 3000 }), false)).toBeUndefined();
  });

  it.each([
    ['autoscaling or maintenance has touched it', seen({ lastModified: 9000 })],
    ['it is being scaled', seen({ status: 'Updating' })],
    ['it is being maintained', seen({ status: 'SystemUpdating' })],
    ['it is on its way to another config', seen({ status: 'Updating', pendingConfigName: 'B' })],
    ['scaling is being undone', seen({ status: 'RollingBack' })],
    ['the look is older than what we know', seen({ configName: 'B', lastModified: 999 })],
  ])('is it none while %s', (_, view) => {
    expect(detectDrift(lastKnown, view, false)).toBeUndefined();
  });

  it('is none while a rollout of ours is shifting, nor on an endpoint that never was ours', () => {
    for (const view of [undefined, seen({ configName: 'B' }), seen({ status: 'Failed' })]) {
      expect(detectDrift(lastKnown, view, true)).toBeUndefined();
      expect(detectDrift(undefined, view, false)).toBeUndefined();
    }
  });

  it('has one id for all looks at one change, and another when the same is done again later', () => {
    const first = detectDrift(lastKnown, seen({ configName: 'B' }), false);
    // Autoscaled since: the same drift.
    expect(detectDrift(lastKnown, seen({ configName: 'B', lastModified: 5000 }), false)?.id).toBe(first?.id);
    const back = lastKnownStateOf('iris', seen({ lastModified: 6000 }), 6000);
    const again = detectDrift(back, seen({ configName: 'B', lastModified: 7000 }), false);
    expect(again).toMatchObject({ what: 'config', from: 'A', to: 'B' });
    expect(again?.id).not.toBe(first?.id);
  });

  it('is over once what was seen is believed, whatever it was', () => {
    const view = fc.record({
      status: fc.constantFrom(
        'InService',
        'Failed',
        'OutOfService',
        'UpdateRollbackFailed',
        'Deleting',
        'Updating',
      ),
      configName: fc.constantFrom('A', 'B', 'C'),
      lastModified: fc.integer({ min: 0, max: 5000 }),
    });
    const lastKnown = fc.oneof(
      view.map((one) => lastKnownStateOf('iris', one, 1000)),
      fc.constant(lastKnownStateOf('iris', undefined, 1000)),
    );
    fc.assert(
      fc.property(lastKnown, fc.option(view, { nil: undefined }), (before, view) => {
        const drift = detectDrift(before, view, false);
        if (drift === undefined) return;
        expect(detectDrift(lastKnownStateOf('iris', view, 6000), view, false)).toBeUndefined();
        expect(drift.from).toBe(before.configName);
      }),
    );
  });
});
