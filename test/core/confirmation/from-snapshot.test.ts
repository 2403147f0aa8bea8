import { describe, expect, it } from 'vitest';
import { endingFromSnapshot, isUnproven, type Unproven } from '../../../core/confirmation/from-snapshot.ts';
import type { ShiftWait } from '../../../core/ports/waits.ts';
import { aBreach, anEndpointView, anExpectation, aRecord, aStop, instant } from '../../support/builders.ts';

const died: Unproven = { kind: 'error', during: 'the execution', error: 'FAILED' };
const requested = 'iris-new';
const previous = 'iris-old';
const shifted = aRecord({ config: requested, previousConfig: previous }, { phases: { shifting: instant } });
const wait = (over: Partial<ShiftWait> = {}): ShiftWait => ({
  purpose: 'shift',
  endpoint: 'iris',
  name: shifted.name,
  token: 'token',
  expected: anExpectation({ requestedConfig: requested, previousConfig: previous, acknowledged: false }),
  rollbackAlarms: [],
  breaches: [],
  ...over,
});

describe('A rollout that came to no verdict, its endpoint seen once', () => {
  it.each([
    [requested, { kind: 'verdict', verdict: { kind: 'live' } }],
    [previous, { kind: 'verdict', verdict: { kind: 'rolled-back', breaches: [] } }],
  ])('at rest on %s has that verdict', (configName, ending) => {
    expect(endingFromSnapshot(died, shifted, undefined, anEndpointView({ configName }))).toEqual(ending);
  });

  it.each(['Creating', 'Updating', 'SystemUpdating', 'RollingBack'])(
    'is not over while it is %s',
    (status) => {
      expect(endingFromSnapshot(died, shifted, undefined, anEndpointView({ status }))).toBe('moving');
    },
  );

  it('is not over while its accepted update is not shown yet', () => {
    const view = anEndpointView({ configName: previous });
    const armed = wait({ expected: { ...wait().expected, modifiedBefore: view.lastModified } });
    expect(endingFromSnapshot(died, shifted, armed, view)).toBe('moving');
    const later = { ...view, lastModified: view.lastModified + 1000 };
    expect(endingFromSnapshot(died, shifted, armed, later)).toMatchObject({
      verdict: { kind: 'rolled-back' },
    });
  });

  it('that is gone was deleted', () => {
    expect(endingFromSnapshot(died, shifted, undefined, undefined)).toMatchObject({
      kind: 'verdict',
      verdict: { kind: 'failed', why: 'deleted' },
    });
  });

  it('keeps the alarms that tripped while it waited', () => {
    const seen = wait({ breaches: [aBreach()] });
    const view = anEndpointView({ configName: previous });
    expect(endingFromSnapshot(died, shifted, seen, view)).toMatchObject({
      verdict: { breaches: [aBreach()] },
    });
  });
});

describe('A rollout whose call may never have been made', () => {
  const armed = aRecord({ config: requested, previousConfig: previous });
  it('ended as it came, if the endpoint shows nothing of it', () => {
    expect(endingFromSnapshot(died, armed, wait(), anEndpointView({ configName: previous }))).toBe(died);
    const foreign = anEndpointView({ status: 'Updating', configName: previous, pendingConfigName: 'theirs' });
    expect(endingFromSnapshot(died, armed, wait(), foreign)).toBe(died);
  });

  it('is not over if the endpoint is on its way to what it asked for', () => {
    const view = anEndpointView({ status: 'Updating', configName: previous, pendingConfigName: requested });
    expect(endingFromSnapshot(died, armed, wait(), view)).toBe('moving');
  });

  it('ended as it came before it had a plan, or a record', () => {
    const { plan: _, ...planless } = shifted;
    expect(endingFromSnapshot(died, planless, undefined, anEndpointView())).toBe(died);
    expect(endingFromSnapshot(died, undefined, undefined, anEndpointView())).toBe(died);
  });
});

describe('A rollout that died while going back', () => {
  const stop = aStop();
  const back = aRecord(
    { config: requested, previousConfig: previous },
    { phases: { shifting: instant, 'going-back': instant }, stop },
  );
  it('went back, if the config from before serves', () => {
    expect(endingFromSnapshot(died, back, undefined, anEndpointView({ configName: previous }))).toEqual({
      kind: 'went-back',
      unwanted: { kind: 'unwanted', breaches: [], stop },
      verdict: { kind: 'live' },
    });
  });

  it('did not, if the new one still does', () => {
    expect(
      endingFromSnapshot(died, back, undefined, anEndpointView({ configName: requested })),
    ).toMatchObject({
      kind: 'went-back',
      verdict: { kind: 'rolled-back' },
    });
  });
});

describe('A rollout whose going back SageMaker did not take', () => {
  const refused: Unproven = { kind: 'error', during: 'ShiftBack', error: 'ApiRefused', cause: 'no quota' };
  const unwanted = { kind: 'unwanted' as const, breaches: [aBreach()] };
  const live = aRecord(
    { config: requested, previousConfig: previous },
    { phases: { shifting: instant }, verdict: unwanted },
  );
  const back = wait({
    purpose: 'back',
    expected: anExpectation({ requestedConfig: previous, previousConfig: requested, acknowledged: false }),
  });
  const sees = (over: Parameters<typeof anEndpointView>[0] | undefined) =>
    endingFromSnapshot(refused, live, back, over && anEndpointView(over));

  it('still serves, and says why it had to go and what refused that', () => {
    expect(sees({ configName: requested })).toEqual({
      kind: 'went-back',
      unwanted,
      verdict: {
        kind: 'rolled-back',
        breaches: [],
        failureReason: 'ShiftBack failed with ApiRefused: no quota',
      },
    });
  });

  it('is not over while somebody else’s update keeps it from that', () => {
    expect(sees({ status: 'Updating', configName: requested, pendingConfigName: 'theirs' })).toBe('moving');
  });

  it('is back all the same, if somebody else did it', () => {
    expect(sees({ configName: previous })).toMatchObject({ kind: 'went-back', verdict: { kind: 'live' } });
  });

  it('has failed, if another config serves, or none', () => {
    expect(sees({ configName: 'theirs' })).toMatchObject({ verdict: { why: 'foreign-update' } });
    expect(sees(undefined)).toMatchObject({ verdict: { why: 'deleted' } });
  });
});

it('Only errors and time-outs prove nothing', () => {
  expect(isUnproven(died)).toBe(true);
  expect(isUnproven({ kind: 'timed-out', during: 'shift' })).toBe(true);
  expect(isUnproven({ kind: 'stopped', stop: aStop() })).toBe(false);
  expect(isUnproven({ kind: 'verdict', verdict: { kind: 'live' } })).toBe(false);
});
