import { describe, expect, it } from 'vitest';
import { confirm, isStillLive, replaced } from '../../../core/confirmation/confirm.ts';
import type { Verdict } from '../../../core/verdict/decide-verdict.ts';
import type { Ending } from '../../../core/verdict/ending.ts';
import { aBreach, anEndpointView, aRecord, aStop, instant } from '../../support/builders.ts';

const ours = 'iris-new';
const before = 'iris-old';
const plan = { config: ours, previousConfig: before };
const record = aRecord(plan, { phases: { shifting: instant } });
const isOn = (configName: string, over: Parameters<typeof anEndpointView>[0] = {}) =>
  anEndpointView({ configName, ...over });
const verdict = (given: Verdict): Ending => ({ kind: 'verdict', verdict: given });
const live = verdict({ kind: 'live' });
const moving = ['Creating', 'Updating', 'SystemUpdating', 'RollingBack'];

describe('A release that was live, at the moment when it is told', () => {
  it('still is', () => {
    expect(confirm(live, record, undefined, isOn(ours))).toBe(live);
  });

  it.each(moving)('is told nothing of while the endpoint is %s', (status) => {
    expect(confirm(live, record, undefined, isOn(ours, { status }))).toBe('moving');
  });

  it('was taken back by somebody else, where the config from before serves', () => {
    expect(confirm(live, record, undefined, isOn(before))).toEqual(
      verdict({ kind: 'rolled-back', breaches: [], byOthers: true }),
    );
  });

  it.each([
    ['foreign-update', isOn('theirs'), 'theirs'],
    ['deleted', undefined, null],
    ['deleted', isOn(ours, { status: 'Deleting' }), null],
    ['endpoint-failed', isOn(ours, { status: 'Failed' }), null],
    ['rollback-failed', isOn(ours, { status: 'UpdateRollbackFailed' }), ours],
  ])('has failed: %s', (why, view, serving) => {
    expect(confirm(live, record, undefined, view)).toMatchObject({
      kind: 'verdict',
      verdict: { kind: 'failed', why, serving },
    });
  });

  it('and was the first one there, has failed where any other config serves', () => {
    const first = aRecord({ config: ours, previousConfig: null }, { phases: { shifting: instant } });
    expect(confirm(live, first, undefined, isOn(before))).toMatchObject({
      verdict: { kind: 'failed', why: 'foreign-update' },
    });
  });
});

describe('A release that SageMaker took back', () => {
  const back = verdict({ kind: 'rolled-back', breaches: [aBreach()], failureReason: 'why' });
  it('is told with all that was known then', () => {
    expect(confirm(back, record, undefined, isOn(before))).toBe(back);
  });

  it('is told nothing of while the endpoint is changing again', () => {
    expect(confirm(back, record, undefined, isOn(before, { status: 'SystemUpdating' }))).toBe('moving');
  });

  it('and that somebody put live again is not called rolled back', () => {
    expect(confirm(back, record, undefined, isOn(ours))).toMatchObject({
      verdict: { kind: 'failed', why: 'put-live', serving: ours, breaches: [aBreach()] },
    });
  });
});

describe('What has failed', () => {
  const failed = verdict({
    kind: 'failed',
    why: 'foreign-update',
    status: 'InService',
    serving: 'theirs',
    breaches: [aBreach()],
  });
  it('is told at once, even if something has begun to mend it', () => {
    expect(confirm(failed, record, undefined, isOn('theirs'))).toBe(failed);
    expect(confirm(failed, record, undefined, isOn('theirs', { status: 'Updating' }))).toBe(failed);
  });

  it('is told as it is by then', () => {
    expect(confirm(failed, record, undefined, isOn('another'))).toMatchObject({
      verdict: { serving: 'another', breaches: [aBreach()] },
    });
  });
});

describe('A release that went back', () => {
  const unwanted = { kind: 'unwanted' as const, breaches: [], stop: aStop() };
  const went = (given: Verdict): Ending => ({ kind: 'went-back', unwanted, verdict: given });
  const back = went({ kind: 'live' });
  it.each([
    [isOn(before), back],
    [isOn(before, { status: 'Updating' }), 'moving'],
    [isOn(ours), went({ kind: 'rolled-back', breaches: [], byOthers: true })],
  ])('%#: is told as the endpoint is', (view, told) => {
    expect(confirm(back, record, undefined, view)).toEqual(told);
  });

  it('and whose endpoint is gone since has failed', () => {
    expect(confirm(back, record, undefined, undefined)).toMatchObject({
      kind: 'went-back',
      unwanted,
      verdict: { kind: 'failed', why: 'deleted' },
    });
  });

  it('by a caretaker’s verdict, for the reason that was kept', () => {
    const kept = aRecord(plan, {
      phases: { shifting: instant, 'going-back': instant },
      verdict: unwanted,
    });
    expect(confirm(live, kept, undefined, isOn(before))).toEqual(back);
  });
});

describe('What has changed nothing', () => {
  it.each([
    { kind: 'stopped', stop: aStop() },
    { kind: 'verdict', verdict: { kind: 'not-begun', stop: aStop() } },
  ] satisfies Ending[])('%#: is told whatever the endpoint does', (ending) => {
    expect(confirm(ending, record, undefined, undefined)).toBe(ending);
  });
});

describe('A release at a gate after its shift', () => {
  it.each([
    [isOn(ours), true],
    [isOn(ours, { status: 'Updating', pendingConfigName: 'theirs' }), true],
    [isOn(ours, { status: 'SystemUpdating' }), true],
    [isOn('theirs'), false],
    [isOn(before), false],
    [isOn(ours, { status: 'Failed' }), false],
    [isOn(ours, { status: 'Deleting' }), false],
    [undefined, false],
  ])('%#: is live, or not any more', (view, isLive) => {
    expect(isStillLive(plan, view)).toBe(isLive);
    if (!isLive) expect(replaced(plan, view)).toEqual(confirm(live, record, undefined, view));
  });
});
