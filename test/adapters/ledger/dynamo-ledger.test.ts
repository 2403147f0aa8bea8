import { beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../../core/ports/ledger.ts';
import { type Rollout, rolloutName } from '../../../core/release.ts';
import { concludeEnding } from '../../../core/verdict/conclude-ending.ts';
import {
  aBreach,
  anArtifact,
  anExpectation,
  aRelease,
  aRollout,
  aSmallPlan,
  aStop,
  instant,
} from '../../support/builders.ts';
import { type FakeAws, fakeAws } from '../../support/fake-aws.ts';

const later = '2026-01-05T11:00:00.000Z';
const execution = 'arn:aws:states:us-east-1:000000000000:execution:greenlight-test-rollout:x';
const rollout = aRollout();
const name = rolloutName(rollout);
const unacknowledged = anExpectation({ acknowledged: false });
const armed = { token: 'token-1', expected: unacknowledged, rollbackAlarms: ['iris-5xx'] };

const deployed = concludeEnding({ kind: 'verdict', verdict: { kind: 'live' } });
const timedOut = concludeEnding({ kind: 'timed-out', during: 'shift' });
const first = { kind: 'concluded', told: false } as const;

let aws: FakeAws;
let ledger: Ledger;
beforeEach(async () => {
  aws = await fakeAws();
  ledger = aws.ledger;
});

/** The same release bound for an endpoint of another name. */
const rolloutOf = (endpoint: string, attempt = 1): Rollout =>
  aRollout({ release: aRelease({ endpoint, artifact: anArtifact() }), attempt });

describe('A rollout that begins', () => {
  it('is in the ledger with all of its release, its execution and why it was started', async () => {
    await ledger.begin(rollout, execution, instant);
    expect(await ledger.rollout('iris', name)).toEqual({
      ...rollout,
      endpoint: 'iris',
      name,
      execution,
      startedAt: instant,
      phases: {},
    });
  });

  it('keeps its first instant when the step is tried again', async () => {
    await ledger.begin(rollout, execution, instant);
    await ledger.begin(rollout, execution, later);
    expect(await ledger.rollout('iris', name)).toMatchObject({ startedAt: instant });
  });

  it('may be of an artifact without a version', async () => {
    const { versionId: _, ...artifact } = anArtifact();
    const unversioned = aRollout({ release: aRelease({ artifact }) });
    await ledger.begin(unversioned, execution, instant);
    const record = await ledger.rollout('iris', rolloutName(unversioned));
    expect(record?.release).toEqual(unversioned.release);
  });

  it('is found by its endpoint in whatever case, oldest first, and nowhere else', async () => {
    await ledger.begin(rolloutOf('Iris', 2), execution, later);
    await ledger.begin(rolloutOf('iris', 1), execution, instant);
    await ledger.armShift(rollout, 'shift', armed);
    expect((await ledger.rollouts('IRIS')).map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(await ledger.rollouts('iris2')).toEqual([]);
    expect(await ledger.rollout('iris', 'never-seen')).toBeUndefined();
  });
});

describe('The phases of a rollout', () => {
  it('are each entered once', async () => {
    await ledger.begin(rollout, execution, instant);
    expect(await ledger.enter(rollout, 'queued', instant)).toBe(true);
    expect(await ledger.enter(rollout, 'queued', later)).toBe(false);
    expect(await ledger.enter(rollout, 'going-back', later)).toBe(true);
    expect((await ledger.rollout('iris', name))?.phases).toEqual({ queued: instant, 'going-back': later });
  });

  it('are not entered after its end, whoever comes late; one that is TIMED_OUT may still go back', async () => {
    await ledger.begin(rollout, execution, instant);
    await ledger.conclude(rollout, deployed, instant, true);
    expect(await ledger.enter(rollout, 'queued', later)).toBe(false);
    const other = rolloutOf('iris', 7);
    await ledger.begin(other, execution, instant);
    await ledger.conclude(other, timedOut, instant, true);
    expect(await ledger.enter(other, 'going-back', later)).toBe(true);
  });

  it('outlive a second beginning, and need a first one', async () => {
    expect(await ledger.enter(rollout, 'queued', instant)).toBe(false);
    await ledger.begin(rollout, execution, instant);
    await ledger.enter(rollout, 'queued', instant);
    await ledger.begin(rollout, execution, later);
    expect((await ledger.rollout('iris', name))?.phases).toEqual({ queued: instant });
  });
});

it('The plan of a rollout is kept, the newest one', async () => {
  await ledger.begin(rollout, execution, instant);
  await ledger.keepPlan({ ...aSmallPlan(rollout), keep: 3 });
  const plan = aSmallPlan(rollout);
  await ledger.keepPlan(plan);
  expect((await ledger.rollout('iris', name))?.plan).toEqual(plan);
});

describe('The number of an attempt', () => {
  it('goes up from the upload’s, for each wish once', async () => {
    const { release } = rollout;
    expect(await ledger.nextAttempt(release, 'retry#a')).toBe(2);
    expect(await ledger.nextAttempt(release, 'retry#b')).toBe(3);
    expect(await ledger.nextAttempt(release, 'retry#a')).toBe(2);
    expect(await ledger.nextAttempt(aRelease({ version: 'v9' }), 'retry#a')).toBe(2);
  });

  it('is one, for the same wish at the same time', async () => {
    const wishes = [1, 2, 3, 4].map(() => ledger.nextAttempt(rollout.release, 'manifest#m'));
    expect(new Set(await Promise.all(wishes)).size).toBe(1);
  });
});

describe('A wish to stop a rollout', () => {
  it('is kept, and the first one stands', async () => {
    await ledger.begin(rollout, execution, instant);
    expect(await ledger.stop('iris', name, aStop())).toEqual(aStop());
    expect(await ledger.stop('iris', name, aStop({ by: 'ben' }))).toEqual(aStop());
    expect((await ledger.rollout('iris', name))?.stop).toEqual(aStop());
  });

  it('is too late once it has ended, and for one that never was', async () => {
    await ledger.begin(rollout, execution, instant);
    await ledger.conclude(rollout, timedOut, instant, true);
    expect(await ledger.stop('iris', name, aStop())).toBe('ended');
    expect(await ledger.stop('iris', 'never-seen', aStop())).toBe('ended');
    expect(await ledger.rollout('iris', 'never-seen')).toBeUndefined();
  });

  it('keeps DEPLOYED from being written, unless it is heeded', async () => {
    await ledger.begin(rollout, execution, instant);
    await ledger.stop('iris', name, aStop());
    expect(await ledger.conclude(rollout, deployed, later, false)).toEqual({
      kind: 'stopped',
      stop: aStop(),
    });
    expect((await ledger.rollout('iris', name))?.outcome).toBeUndefined();
    expect(await ledger.conclude(rollout, deployed, later, true)).toEqual({
      ...first,
      at: later,
      conclusion: deployed,
    });
  });
});

describe('A rollout that waits', () => {
  it('is found by its endpoint, with all that a verdict needs', async () => {
    const expected = {
      purpose: 'shift',
      endpoint: 'iris',
      name,
      token: 'token-1',
      expected: unacknowledged,
      rollbackAlarms: ['iris-5xx'],
      breaches: [],
    };
    expect(await ledger.armShift(rollout, 'shift', armed)).toEqual(expected);
    expect(await ledger.waiting('iris')).toEqual([expected]);
  });

  it('may wait for the endpoint to come to rest, before it has asked for anything', async () => {
    const calm = { purpose: 'calm', endpoint: 'iris', name, token: 'token-0' };
    expect(await ledger.armIdle(rollout, 'token-0')).toEqual(calm);
    expect(await ledger.waiting('iris')).toEqual([calm]);
  });

  it('is found whatever case the endpoint is written in: SageMaker takes Iris and iris for one', async () => {
    await ledger.armShift(rolloutOf('Iris'), 'shift', armed);
    expect(await ledger.waiting('iris')).toHaveLength(1);
    expect(await ledger.waiting('IRIS')).toHaveLength(1);
  });

  it('is not found under another endpoint, nor one whose name begins alike', async () => {
    await ledger.armShift(rollout, 'shift', armed);
    expect(await ledger.waiting('iris2')).toEqual([]);
    expect(await ledger.waiting('iri')).toEqual([]);
  });

  it('is the only kind that is found: others have begun, or ended their wait', async () => {
    await ledger.begin(rolloutOf('iris', 1), execution, instant);
    await ledger.armShift(rolloutOf('iris', 2), 'shift', armed);
    const third = await ledger.armShift(rolloutOf('iris', 3), 'shift', { ...armed, token: 'token-3' });
    await ledger.disarm(third);
    await ledger.watchAlarms('iris', [{ name: 'iris-5xx', on: 'rollback' }]);
    const waiting = await ledger.waiting('iris');
    expect(waiting.map((found) => found.name)).toEqual([rolloutName(rolloutOf('iris', 2))]);
  });

  it('keeps what was read before its first call, and takes the newer token, when the step is tried again', async () => {
    await ledger.armShift(rollout, 'shift', armed);
    // By now the endpoint shows our own config: what a first try must not read, a second one would.
    const second = await ledger.armShift(rollout, 'shift', {
      token: 'token-2',
      expected: { ...unacknowledged, previousConfig: 'iris-new', modifiedBefore: 0 },
      rollbackAlarms: ['iris-5xx'],
    });
    expect(second).toMatchObject({
      token: 'token-2',
      expected: { previousConfig: 'iris-old', modifiedBefore: unacknowledged.modifiedBefore },
    });
  });

  it('keeps nothing of the shift when it goes back: that is another wait', async () => {
    await ledger.armShift(rollout, 'shift', armed);
    await ledger.acknowledge(rollout, 'shift', instant);
    const back = { ...unacknowledged, requestedConfig: 'iris-old', previousConfig: 'iris-new' };
    const wait = await ledger.armShift(rollout, 'back', { ...armed, token: 'token-2', expected: back });
    expect(wait).toMatchObject({ purpose: 'back', expected: back });
    expect(await ledger.waiting('iris')).toHaveLength(2);
  });

  it('keeps also that there was nothing before: a first release', async () => {
    const none = { ...unacknowledged, previousConfig: null, modifiedBefore: null };
    await ledger.armShift(rollout, 'shift', { ...armed, expected: none });
    const second = await ledger.armShift(rollout, 'shift', armed);
    expect(second.expected).toMatchObject({ previousConfig: null, modifiedBefore: null });
  });

  it('keeps the alarms that it saw, and its acknowledgement', async () => {
    const waiting = await ledger.armShift(rollout, 'shift', armed);
    await ledger.acknowledge(rollout, 'shift', instant);
    await ledger.noteBreach(waiting, aBreach());
    const again = await ledger.armShift(rollout, 'shift', { ...armed, token: 'token-2' });
    expect(again.breaches).toEqual([aBreach()]);
    expect(again.expected.acknowledged).toBe(true);
  });

  it('is acknowledged once, while it waits', async () => {
    const wait = await ledger.armShift(rollout, 'shift', armed);
    expect(await ledger.acknowledge(rollout, 'shift', instant)).toBe(true);
    expect(await ledger.acknowledge(rollout, 'shift', later)).toBe(false);
    expect(await ledger.waiting('iris')).toMatchObject([{ expected: { acknowledged: true } }]);
    await ledger.disarm(wait);
    expect(await ledger.acknowledge(rollout, 'shift', later)).toBe(false);
    expect(await ledger.waiting('iris')).toEqual([]);
  });

  it('is not disarmed by who holds an older token', async () => {
    const older = await ledger.armShift(rollout, 'shift', armed);
    const newer = await ledger.armShift(rollout, 'shift', { ...armed, token: 'token-2' });
    await ledger.disarm(older);
    expect(await ledger.waiting('iris')).toMatchObject([{ token: 'token-2' }]);
    await ledger.disarm(newer);
    await ledger.disarm(newer);
    expect(await ledger.waiting('iris')).toEqual([]);
  });
});

describe('The alarms that tripped while it waited', () => {
  it('are each kept with their first numbers, whatever their names', async () => {
    const waiting = await ledger.armShift(rollout, 'shift', armed);
    const odd = aBreach({ name: 'a.b #c :d [0]' });
    await ledger.noteBreach(waiting, aBreach({ value: 9 }));
    await ledger.noteBreach(waiting, aBreach({ value: 2 }));
    await ledger.noteBreach(waiting, odd);
    const [found] = await ledger.waiting('iris');
    expect(found).toMatchObject({
      breaches: expect.arrayContaining([aBreach({ value: 9 }), odd]),
    });
    expect(found?.purpose === 'shift' && found.breaches).toHaveLength(2);
  });

  it('may be without numbers', async () => {
    const { value: _, threshold: __, ...bare } = aBreach();
    await ledger.noteBreach(await ledger.armShift(rollout, 'shift', armed), bare);
    expect(await ledger.waiting('iris')).toMatchObject([{ breaches: [bare] }]);
  });

  it('are not noted after the end, nor for what never waited', async () => {
    const waiting = await ledger.armShift(rollout, 'shift', armed);
    await ledger.disarm(waiting);
    await ledger.noteBreach(waiting, aBreach());
    await ledger.noteBreach({ ...waiting, name: 'never-seen' }, aBreach());
    expect(await ledger.waiting('iris')).toEqual([]);
  });
});

describe('The outcome', () => {
  it('is written once: a second one finds the first', async () => {
    await ledger.begin(rollout, execution, instant);
    expect(await ledger.conclude(rollout, deployed, instant, false)).toEqual({
      ...first,
      at: instant,
      conclusion: deployed,
    });
    // It was true when it was written, whenever it is told.
    expect(await ledger.conclude(rollout, timedOut, later, true)).toEqual({
      ...first,
      at: instant,
      conclusion: deployed,
    });
    expect(await ledger.rollout('iris', name)).toMatchObject({
      outcome: 'DEPLOYED',
      endedAt: instant,
      conclusion: deployed,
    });
  });

  it('is told once: who comes again learns that it was', async () => {
    await ledger.conclude(rollout, deployed, instant, false);
    await ledger.markTold(rollout, instant);
    expect(await ledger.conclude(rollout, deployed, later, false)).toMatchObject({ told: true });
  });

  it('can be written for a rollout that never came to begin', async () => {
    expect(await ledger.conclude(rollout, timedOut, instant, true)).toEqual({
      ...first,
      at: instant,
      conclusion: timedOut,
    });
  });

  it('keeps problems, breaches and who stopped it', async () => {
    const conclusion = concludeEnding({
      kind: 'verdict',
      verdict: { kind: 'rolled-back', failureReason: 'x', breaches: [aBreach()], stop: aStop() },
    });
    await ledger.conclude(rollout, conclusion, instant, true);
    expect(await ledger.conclude(rollout, deployed, later, false)).toMatchObject({ conclusion });
  });

  it('of one attempt says nothing of the next', async () => {
    await ledger.conclude(rollout, timedOut, instant, true);
    const next = { ...rollout, attempt: 2 };
    expect(await ledger.conclude(next, deployed, later, false)).toEqual({
      ...first,
      at: later,
      conclusion: deployed,
    });
  });
});

describe('After the end', () => {
  it('caretakers are counted by the fence that they follow on: the same one, asked for again, is one', async () => {
    await ledger.begin(rollout, execution, instant);
    expect(await ledger.countCaretaker(rollout, 3)).toBe(1);
    expect(await ledger.countCaretaker(rollout, 3)).toBe(1);
    expect(await ledger.countCaretaker(rollout, 4)).toBe(2);
    expect((await ledger.rollout('iris', name))?.caretakers).toEqual(new Set([3, 4]));
  });

  it('what became of the endpoint is kept as it was first seen', async () => {
    await ledger.begin(rollout, execution, instant);
    await ledger.noteAftermath(rollout, { at: instant, status: 'InService', serving: 'iris-old' });
    await ledger.noteAftermath(rollout, { at: later, status: 'Failed', serving: null });
    expect((await ledger.rollout('iris', name))?.aftermath).toMatchObject({ status: 'InService' });
  });

  it('it is noted when all that it made was deleted', async () => {
    await ledger.begin(rollout, execution, instant);
    await ledger.markDiscarded('iris', name, later);
    expect((await ledger.rollout('iris', name))?.discardedAt).toBe(later);
  });
});

it('What an endpoint is believed to serve is kept, the newest', async () => {
  const lastKnown = { endpoint: 'Iris', configName: 'iris-old', status: 'InService', lastModified: 1 };
  expect(await ledger.lastKnownState('iris')).toBeUndefined();
  await ledger.keepLastKnownState(lastKnown);
  await ledger.keepLastKnownState({ ...lastKnown, configName: null, status: 'Deleting' });
  expect(await ledger.lastKnownState('IRIS')).toEqual({ ...lastKnown, configName: null, status: 'Deleting' });
  for (const lastModified of [0, 1]) await ledger.keepLastKnownState({ ...lastKnown, lastModified });
  expect(await ledger.lastKnownState('iris')).toMatchObject({ configName: null });
  await ledger.keepLastKnownState({ ...lastKnown, lastModified: 2 });
  expect(await ledger.lastKnownState('iris')).toEqual({ ...lastKnown, lastModified: 2 });
});

describe('What is told outside any rollout', () => {
  const receipt = { subject: 'artifact#b/k', occurrence: 'v1', at: instant, detail: { outcome: 'REJECTED' } };

  it('can be claimed until it was told: who failed to tell may try again', async () => {
    expect(await ledger.claimNotification(receipt)).toBe(true);
    expect(await ledger.claimNotification({ ...receipt, at: later })).toBe(true);
    await ledger.markNotified(receipt);
    expect(await ledger.claimNotification(receipt)).toBe(false);
  });

  it('is told for each occurrence and each subject', async () => {
    await ledger.claimNotification(receipt);
    await ledger.markNotified(receipt);
    expect(await ledger.claimNotification({ ...receipt, occurrence: 'v2' })).toBe(true);
    expect(await ledger.claimNotification({ ...receipt, subject: 'artifact#b/other' })).toBe(true);
  });

  it('is kept', async () => {
    await ledger.claimNotification(receipt);
    await ledger.markNotified(receipt);
    expect(await aws.item('artifact#b/k', 'told#v1')).toMatchObject({
      detail: { outcome: 'REJECTED' },
      toldAt: instant,
    });
  });
});

describe('The index of alarms', () => {
  it('says who watches an alarm, and what for', async () => {
    await ledger.watchAlarms('iris', [
      { name: 'shared', on: 'rollback' },
      { name: 'own', on: 'notify' },
    ]);
    await ledger.watchAlarms('fraud', [{ name: 'shared', on: 'notify' }]);
    expect(await ledger.watchersOf('shared')).toEqual([
      { endpoint: 'fraud', on: 'notify' },
      { endpoint: 'iris', on: 'rollback' },
    ]);
    expect(await ledger.watchersOf('own')).toEqual([{ endpoint: 'iris', on: 'notify' }]);
    expect(await ledger.watchersOf('unheard-of')).toEqual([]);
  });

  it('follows the newest manifest: alarms come, go and change their meaning', async () => {
    await ledger.watchAlarms('iris', [
      { name: 'stays', on: 'rollback' },
      { name: 'goes', on: 'rollback' },
    ]);
    await ledger.watchAlarms('iris', [
      { name: 'stays', on: 'notify' },
      { name: 'comes', on: 'rollback' },
    ]);
    expect(await ledger.watchersOf('goes')).toEqual([]);
    expect(await ledger.watchersOf('stays')).toEqual([{ endpoint: 'iris', on: 'notify' }]);
    expect(await ledger.watchersOf('comes')).toEqual([{ endpoint: 'iris', on: 'rollback' }]);
    await ledger.watchAlarms('iris', []);
    expect(await ledger.watchersOf('comes')).toEqual([]);
  });

  it('is the same for an endpoint in whatever case', async () => {
    await ledger.watchAlarms('Iris', [{ name: 'a', on: 'rollback' }]);
    await ledger.watchAlarms('iris', []);
    expect(await ledger.watchersOf('a')).toEqual([]);
  });

  it('does not take what was told of an alarm for a watcher', async () => {
    await ledger.claimNotification({ subject: 'alarm#a', occurrence: 'endpoint#x', at: instant, detail: {} });
    expect(await ledger.watchersOf('a')).toEqual([]);
  });
});
