import { beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../../core/ports.ts';
import { type Rollout, rolloutName } from '../../../core/release.ts';
import { concludeEnding } from '../../../core/verdict/conclude.ts';
import { aBreach, anArtifact, anExpectation, aRelease, aRollout, instant } from '../../support/builders.ts';
import { type FakeAws, fakeAws } from '../../support/fake-aws.ts';

const later = '2026-01-05T11:00:00.000Z';
const rollout = aRollout();
const name = rolloutName(rollout);
const unacknowledged = anExpectation({ acknowledged: false });
const armed = { token: 'token-1', expected: unacknowledged, rollbackAlarms: ['iris-5xx'] };

const deployed = concludeEnding({ kind: 'verdict', verdict: { kind: 'live', breaches: [] } });
const timedOut = concludeEnding({ kind: 'timed-out' });

let aws: FakeAws;
let ledger: Ledger;
beforeEach(async () => {
  aws = await fakeAws();
  ledger = aws.ledger;
});

/** The same release bound for an endpoint of another name. */
const rolloutOf = (endpoint: string, attempt = 1): Rollout => ({
  release: aRelease({ endpoint, artifact: anArtifact() }),
  attempt,
});

describe('A rollout that begins', () => {
  it('is in the ledger with all of its release', async () => {
    await ledger.begin(rollout, instant);
    expect(await aws.item('endpoint#iris', `rollout#${name}`)).toEqual({
      pk: 'endpoint#iris',
      sk: `rollout#${name}`,
      endpoint: 'iris',
      name,
      release: rollout.release,
      attempt: 1,
      startedAt: instant,
    });
  });

  it('keeps its first instant when the step is tried again', async () => {
    await ledger.begin(rollout, instant);
    await ledger.begin(rollout, later);
    expect(await aws.item('endpoint#iris', `rollout#${name}`)).toMatchObject({ startedAt: instant });
  });

  it('may be of an artifact without a version', async () => {
    const { versionId: _, ...artifact } = anArtifact();
    const unversioned = { release: aRelease({ artifact }), attempt: 1 };
    await ledger.begin(unversioned, instant);
    const item = await aws.item('endpoint#iris', `rollout#${rolloutName(unversioned)}`);
    expect(item?.release).toEqual(unversioned.release);
  });
});

describe('A rollout that waits', () => {
  it('is found by its endpoint, with all that a verdict needs', async () => {
    await ledger.begin(rollout, instant);
    const expected = {
      endpoint: 'iris',
      name,
      token: 'token-1',
      expected: unacknowledged,
      rollbackAlarms: ['iris-5xx'],
      breaches: [],
    };
    expect(await ledger.arm(rollout, armed)).toEqual(expected);
    expect(await ledger.waiting('iris')).toEqual([expected]);
  });

  it('is found whatever case the endpoint is written in: SageMaker takes Iris and iris for one', async () => {
    await ledger.arm(rolloutOf('Iris'), armed);
    expect(await ledger.waiting('iris')).toHaveLength(1);
    expect(await ledger.waiting('IRIS')).toHaveLength(1);
  });

  it('is not found under another endpoint, nor one whose name begins alike', async () => {
    await ledger.arm(rollout, armed);
    expect(await ledger.waiting('iris2')).toEqual([]);
    expect(await ledger.waiting('iri')).toEqual([]);
  });

  it('is the only kind that is found: others have begun, ended their wait, or concluded', async () => {
    await ledger.begin(rolloutOf('iris', 1), instant);
    await ledger.arm(rolloutOf('iris', 2), armed);
    await ledger.disarm(await ledger.arm(rolloutOf('iris', 3), { ...armed, token: 'token-3' }));
    await ledger.arm(rolloutOf('iris', 4), armed);
    await ledger.conclude(rolloutOf('iris', 4), deployed, instant);
    await ledger.watchAlarms('iris', [{ name: 'iris-5xx', on: 'rollback' }]);
    const waiting = await ledger.waiting('iris');
    expect(waiting.map((found) => found.name)).toEqual([rolloutName(rolloutOf('iris', 2))]);
  });

  it('keeps what was read before its first call, and takes the newer token, when the step is tried again', async () => {
    await ledger.arm(rollout, armed);
    // By now the endpoint shows our own config: what a first try must not read, a second one would.
    const second = await ledger.arm(rollout, {
      token: 'token-2',
      expected: { ...unacknowledged, previousConfig: 'iris-new', modifiedBefore: 0 },
      rollbackAlarms: ['iris-5xx'],
    });
    expect(second).toMatchObject({
      token: 'token-2',
      expected: { previousConfig: 'iris-old', modifiedBefore: unacknowledged.modifiedBefore },
    });
  });

  it('keeps also that there was nothing before: a first release', async () => {
    const first = { ...unacknowledged, previousConfig: null, modifiedBefore: null };
    await ledger.arm(rollout, { ...armed, expected: first });
    const second = await ledger.arm(rollout, armed);
    expect(second.expected).toMatchObject({ previousConfig: null, modifiedBefore: null });
  });

  it('keeps the alarms that it saw, and its acknowledgement', async () => {
    const waiting = await ledger.arm(rollout, armed);
    await ledger.acknowledge(rollout, instant);
    await ledger.noteBreach(waiting, aBreach());
    const again = await ledger.arm(rollout, { ...armed, token: 'token-2' });
    expect(again.breaches).toEqual([aBreach()]);
    expect(again.expected.acknowledged).toBe(true);
  });

  it('is acknowledged once', async () => {
    await ledger.arm(rollout, armed);
    expect(await ledger.acknowledge(rollout, instant)).toBe(true);
    expect(await ledger.acknowledge(rollout, later)).toBe(false);
    expect(await ledger.waiting('iris')).toMatchObject([{ expected: { acknowledged: true } }]);
    expect(await aws.item('endpoint#iris', `rollout#${name}`)).toMatchObject({ acknowledgedAt: instant });
  });

  it('cannot be armed once it has concluded: a late try acts no more', async () => {
    await ledger.conclude(rollout, timedOut, instant);
    await expect(ledger.arm(rollout, armed)).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
    expect(await ledger.waiting('iris')).toEqual([]);
  });

  it('is not disarmed by who holds an older token', async () => {
    const older = await ledger.arm(rollout, armed);
    const newer = await ledger.arm(rollout, { ...armed, token: 'token-2' });
    await ledger.disarm(older);
    expect(await ledger.waiting('iris')).toMatchObject([{ token: 'token-2' }]);
    await ledger.disarm(newer);
    await ledger.disarm(newer);
    expect(await ledger.waiting('iris')).toEqual([]);
  });
});

describe('The alarms that tripped while it waited', () => {
  it('are each kept with their first numbers, whatever their names', async () => {
    const waiting = await ledger.arm(rollout, armed);
    const odd = aBreach({ name: 'a.b #c :d [0]' });
    await ledger.noteBreach(waiting, aBreach({ value: 9 }));
    await ledger.noteBreach(waiting, aBreach({ value: 2 }));
    await ledger.noteBreach(waiting, odd);
    const [found] = await ledger.waiting('iris');
    expect(found?.breaches).toHaveLength(2);
    expect(found?.breaches).toEqual(expect.arrayContaining([aBreach({ value: 9 }), odd]));
  });

  it('may be without numbers', async () => {
    const { value: _, threshold: __, ...bare } = aBreach();
    await ledger.noteBreach(await ledger.arm(rollout, armed), bare);
    expect((await ledger.waiting('iris'))[0]?.breaches).toEqual([bare]);
  });

  it('are not noted after the end, nor for what never waited', async () => {
    const waiting = await ledger.arm(rollout, armed);
    await ledger.conclude(rollout, deployed, instant);
    await ledger.noteBreach(waiting, aBreach());
    await ledger.noteBreach({ ...waiting, name: 'never-seen' }, aBreach());
    expect(await aws.item('endpoint#iris', `rollout#${name}`)).toMatchObject({ breaches: {} });
    expect(await aws.item('endpoint#iris', 'rollout#never-seen')).toBeUndefined();
  });
});

describe('The outcome', () => {
  it('is written once: a second one finds the first', async () => {
    await ledger.begin(rollout, instant);
    await ledger.arm(rollout, armed);
    expect(await ledger.conclude(rollout, deployed, instant)).toEqual({ conclusion: deployed, told: false });
    expect(await ledger.conclude(rollout, timedOut, later)).toEqual({ conclusion: deployed, told: false });
    const item = await aws.item('endpoint#iris', `rollout#${name}`);
    expect(item).toMatchObject({ outcome: 'DEPLOYED', endedAt: instant, conclusion: deployed });
    expect(item).not.toHaveProperty('token');
  });

  it('is told once: who comes again learns that it was', async () => {
    await ledger.conclude(rollout, deployed, instant);
    await ledger.markTold(rollout, instant);
    expect(await ledger.conclude(rollout, deployed, later)).toEqual({ conclusion: deployed, told: true });
  });

  it('can be written for a rollout that never came to begin', async () => {
    expect(await ledger.conclude(rollout, timedOut, instant)).toEqual({ conclusion: timedOut, told: false });
  });

  it('keeps problems and breaches', async () => {
    const conclusion = concludeEnding({
      kind: 'verdict',
      verdict: { kind: 'rolled-back', failureReason: 'x', breaches: [aBreach()] },
    });
    await ledger.conclude(rollout, conclusion, instant);
    expect((await ledger.conclude(rollout, deployed, later)).conclusion).toEqual(conclusion);
  });

  it('of one attempt says nothing of the next', async () => {
    await ledger.conclude(rollout, timedOut, instant);
    const next = { ...rollout, attempt: 2 };
    expect(await ledger.conclude(next, deployed, later)).toEqual({ conclusion: deployed, told: false });
  });
});

describe('What is told outside any rollout', () => {
  const telling = { subject: 'artifact#b/k', occurrence: 'v1', at: instant, detail: { outcome: 'REJECTED' } };

  it('can be claimed until it was told: who failed to tell may try again', async () => {
    expect(await ledger.claim(telling)).toBe(true);
    expect(await ledger.claim({ ...telling, at: later })).toBe(true);
    await ledger.markTelling(telling);
    expect(await ledger.claim(telling)).toBe(false);
  });

  it('is told for each occurrence and each subject', async () => {
    await ledger.claim(telling);
    await ledger.markTelling(telling);
    expect(await ledger.claim({ ...telling, occurrence: 'v2' })).toBe(true);
    expect(await ledger.claim({ ...telling, subject: 'artifact#b/other' })).toBe(true);
  });

  it('is kept', async () => {
    await ledger.claim(telling);
    await ledger.markTelling(telling);
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
    await ledger.claim({ subject: 'alarm#a', occurrence: 'endpoint#x', at: instant, detail: {} });
    expect(await ledger.watchersOf('a')).toEqual([]);
  });
});
