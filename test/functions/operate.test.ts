import { beforeEach, describe, expect, it } from 'vitest';
import { commandsOf } from '../../composition/commands.ts';
import { openedGate } from '../../core/gates/item.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { instantAt } from '../../core/values/instant.ts';
import { concludeEnding } from '../../core/verdict/conclude-ending.ts';
import { make as awaitCalm } from '../../functions/await-idle.ts';
import { make as concludeRollout } from '../../functions/conclude-rollout.ts';
import { make } from '../../functions/operate.ts';
import { make as prepareRelease } from '../../functions/prepare-release.ts';
import { aPlan, aSettled, aStop, instant } from '../support/builders.ts';
import { type FakeAws, fakeAws, refusal } from '../support/fake-aws.ts';
import { waitingAtGate } from '../support/gated.ts';
import {
  admission,
  admitted,
  anUploadOf,
  aRollbackTo,
  asked,
  begun,
  comesToRest,
  forget,
  kept,
  prepared,
  serving,
  shifting,
  uploaded,
} from '../support/rollouts-on-aws.ts';

const [v1, v2] = [anUploadOf('v1', 0), anUploadOf('v2', 10)];
const [name1, name2] = [v1, v2].map(rolloutName) as [string, string];
let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
  serving(aws);
});

const who = { by: 'ana', key: 'key-1', endpoint: 'iris' };
const operate = (command: object) => make(aws.seam)({ ...who, ...command });
/** As others than the commands ask, who name what they want to get away from. */
const operateAs = (over: { from: string }) => commandsOf(aws.seam).rollback({ ...who, fast: false, ...over });
const abort = (over: object = {}) => operate({ command: 'abort', reason: 'scores look wrong', ...over });
const retry = (over: object = {}) => operate({ command: 'retry', release: v1.release.id, ...over });
const rollback = (over: object = {}) => operate({ command: 'rollback', ...over });

const stop = { kind: 'abort', by: 'ana', reason: 'scores look wrong', at: instant };
const answerTo = (token: string) => aws.completed.find((one) => one.token === token)?.output;
const stopOf = async (name: string) => (await aws.ledger.rollout('iris', name))?.stop;

/** A rollout of the ledger's history that went live, an hour after the one before. */
async function deployedBefore(rollout: Rollout, hour: number): Promise<string> {
  const at = instantAt(Date.parse(instant) + hour * 3_600_000);
  await aws.ledger.begin(rollout, 'arn', at);
  await aws.ledger.keepPlan({ ...aPlan(), rollout, config: rolloutName(rollout) });
  await aws.ledger.conclude(
    rollout,
    concludeEnding({ kind: 'verdict', verdict: { kind: 'live' } }),
    at,
    true,
  );
  kept(aws, rolloutName(rollout));
  return rolloutName(rollout);
}

describe('Aborting', () => {
  it('with nothing under way changes nothing, and says so', async () => {
    expect(await abort()).toEqual({
      done: 'nothing',
      message: 'no rollout is under way for iris; nothing was changed',
    });
    expect(aws.calls).toEqual(['dynamodb:GetItem', 'dynamodb:Query', 'sagemaker:DescribeEndpoint']);
  });

  it('one that has only begun is found by its next step', async () => {
    await begun(aws, v1);
    expect(await abort()).toMatchObject({ done: 'stopped', rollout: name1 });
    expect((await aws.ledger.rollout('iris', name1))?.stop).toEqual(stop);
  });

  it('one that is being prepared is found by its next step', async () => {
    const fence = await admitted(aws, v1);
    expect(await abort()).toMatchObject({ done: 'stopped', rollout: name1 });
    expect(await prepareRelease(aws.seam)({ rollout: v1, fence })).toEqual({
      ending: { kind: 'stopped', stop },
      plan: null,
    });
  });

  it('one that waits for its endpoint ends its wait at once', async () => {
    await admitted(aws, v1);
    serving(aws, undefined, 'Updating');
    await awaitCalm(aws.seam)({ rollout: v1, token: 'calm-1' });
    expect(await abort()).toMatchObject({ done: 'stopped', rollout: name1 });
    expect(answerTo('calm-1')).toEqual({ ending: { kind: 'stopped', stop } });
  });

  it('one that shifts trips its switch, by whom and why', async () => {
    const { plan } = await prepared(aws, await uploaded(aws));
    await shifting(aws, plan);
    expect(await abort()).toMatchObject({ done: 'stopping', rollout: plan.config });
    expect(aws.alarms).toContainEqual(
      expect.objectContaining({
        AlarmName: `greenlight-test-abort-${plan.config}`,
        StateValue: 'ALARM',
        StateReason: 'ana: scores look wrong',
      }),
    );
    expect(await stopOf(plan.config)).toEqual(stop);
    // The metric before the state: no evaluation in between finds it untripped.
    expect(aws.calls.indexOf('cloudwatch:PutMetricData')).toBeLessThan(
      aws.calls.lastIndexOf('cloudwatch:SetAlarmState'),
    );
  });

  it('trips the switch though the wait from before the shift was left lying about', async () => {
    const plan = aPlan({}, v1);
    await shifting(aws, plan);
    await aws.ledger.armIdle(v1, 'answered before');
    aws.gone.add('answered before');
    expect(await abort()).toMatchObject({ done: 'stopping' });
    expect(aws.calls).toContain('cloudwatch:PutMetricData');
  });

  it('a first release, which has no switch, is written down: it goes back, or fails, once it is live', async () => {
    aws.endpoints.clear();
    const first = aPlan({ live: undefined });
    await shifting(aws, first);
    expect(await abort()).toMatchObject({ done: 'stopping' });
    expect(await stopOf(first.config)).toEqual(stop);
  });

  it('again, by somebody else, leaves it to the first: that stands', async () => {
    await admitted(aws, v1);
    await abort();
    await abort({ by: 'bob', key: 'key-2', reason: 'me too' });
    expect(await stopOf(name1)).toEqual(stop);
  });

  it('trips the switch again where it was killed before it could', async () => {
    const plan = aPlan({}, v1);
    await shifting(aws, plan);
    aws.on('PutMetricData', () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    await expect(abort()).rejects.toMatchObject({ name: 'ThrottlingException' });
    aws.on('PutMetricData', undefined);
    forget(aws);
    expect(await abort()).toMatchObject({ done: 'stopping' });
    expect(aws.calls).toContain('cloudwatch:PutMetricData');
  });

  it('one that has ended but for handing over is too late: rollback is the word then', async () => {
    await admitted(aws, v1);
    await aws.ledger.conclude(
      v1,
      concludeEnding({ kind: 'verdict', verdict: { kind: 'live' } }),
      instant,
      true,
    );
    expect(await abort()).toMatchObject({
      done: 'nothing',
      message: `${name1} has ended already; use rollback to go back`,
    });
  });
});

describe('Under another spelling of the endpoint', () => {
  const asIRIS = { endpoint: 'IRIS' };
  const nothing = { done: 'nothing', message: expect.stringContaining('"iris", not "IRIS"') };

  it('nothing is aborted, be something under way or not', async () => {
    expect(await abort(asIRIS)).toMatchObject(nothing);
    await admitted(aws, v1);
    expect(await abort(asIRIS)).toMatchObject(nothing);
    expect(await stopOf(name1)).toBeUndefined();
    expect(await abort()).toMatchObject({ done: 'stopped' });
  });

  it('nothing is tried again', async () => {
    await begun(aws, v1);
    expect(await retry(asIRIS)).toMatchObject(nothing);
    expect(aws.started).toEqual([]);
  });

  it('nothing is rolled back', async () => {
    await deployedBefore(v1, 1);
    serving(aws, await deployedBefore(v2, 2));
    expect(await rollback(asIRIS)).toMatchObject(nothing);
    expect(aws.started).toEqual([]);
  });

  it('nothing is decided', async () => {
    expect(await operate({ command: 'decide', action: 'approve', ...asIRIS })).toMatchObject(nothing);
    await waitingAtGate(aws, { before: [{ approval: { timeout: '8h' } }] });
    expect(await operate({ command: 'decide', action: 'approve', ...asIRIS })).toMatchObject(nothing);
    expect(await operate({ command: 'decide', action: 'approve' })).toMatchObject({ done: 'decided' });
  });

  it('of before names were told apart by case, a release is rolled back to all the same', async () => {
    const old = { ...v1, release: { ...v1.release, endpoint: 'IRIS' } };
    const config = await deployedBefore(old, 1);
    serving(aws, await deployedBefore(v2, 2));
    expect(await rollback()).toMatchObject({ done: 'started' });
    expect(aws.started[0]?.input).toMatchObject({
      release: { id: v1.release.id, endpoint: 'iris' },
      start: { kind: 'rollback', config },
    });
  });
});

describe('Aborting one that waits for its turn', () => {
  beforeEach(async () => {
    await shifting(aws, aPlan({}, v1));
    await asked(aws, v2, 'token-2');
    forget(aws);
  });

  it('by its release, takes it out of the queue and ends its wait; who has the endpoint goes on', async () => {
    expect(await abort({ release: v2.release.id })).toMatchObject({ done: 'stopped', rollout: name2 });
    expect(answerTo('token-2')).toEqual({ ending: { kind: 'stopped', stop }, fence: null });
    expect(await aws.leases.read('iris')).not.toHaveProperty('next');
    expect(await stopOf(name1)).toBeUndefined();
    expect(aws.calls).not.toContain('cloudwatch:PutMetricData');
  });

  it('is what is not meant without its release: then it is the one under way', async () => {
    expect(await abort()).toMatchObject({ rollout: name1 });
    expect(answerTo('token-2')).toBeUndefined();
  });

  it('by a release that is not there changes nothing', async () => {
    expect(await abort({ release: 'iris-ffffffffffff' })).toEqual({
      done: 'nothing',
      message: 'no rollout of iris-ffffffffffff is under way for iris; nothing was changed',
    });
  });

  it('whose wait has just timed out, is answered when it asks again, and gets no turn', async () => {
    aws.gone.add('token-2');
    await abort({ release: name2 });
    await admission(aws, v2, 'token-2b');
    expect(answerTo('token-2b')).toEqual({ ending: { kind: 'stopped', stop }, fence: null });
    expect(await aws.leases.read('iris')).not.toHaveProperty('next');
  });

  it('answers it at the next try where the first could not', async () => {
    aws.on('SendTaskSuccess', () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    await expect(abort({ release: name2 })).rejects.toMatchObject({ name: 'ThrottlingException' });
    aws.on('SendTaskSuccess', undefined);
    expect(await abort({ release: name2 })).toMatchObject({ done: 'stopped' });
    expect(answerTo('token-2')).toMatchObject({ ending: { kind: 'stopped' } });
  });
});

describe('Trying again', () => {
  it('starts another attempt of the release, by whom and why', async () => {
    await begun(aws, v1);
    expect(await retry({ reason: 'the image is there now' })).toMatchObject({
      done: 'started',
      rollout: `${v1.release.id}-2`,
    });
    expect(aws.started).toEqual([
      {
        name: `${v1.release.id}-2`,
        input: {
          release: v1.release,
          attempt: 2,
          start: { kind: 'retry', at: instant, by: 'ana', reason: 'the image is there now' },
        },
      },
    ]);
  });

  it('takes an attempt’s name for its release', async () => {
    await begun(aws, v1);
    expect(await retry({ release: name1 })).toMatchObject({ rollout: `${v1.release.id}-2` });
  });

  it('with the same key starts one attempt; with another, another', async () => {
    await begun(aws, v1);
    await retry();
    expect(await retry()).toMatchObject({ rollout: `${v1.release.id}-2` });
    expect(await retry({ key: 'key-2' })).toMatchObject({ rollout: `${v1.release.id}-3` });
    expect(aws.started).toHaveLength(2);
  });

  it('of a release that nobody knows starts nothing, and says so', async () => {
    expect(await retry()).toEqual({
      done: 'nothing',
      message: `iris has no release ${v1.release.id}; nothing was started`,
    });
    expect(aws.started).toEqual([]);
  });
});

describe('Rolling back', () => {
  it('starts a rollout to what was deployed before what serves', async () => {
    const before = await deployedBefore(v1, 1);
    serving(aws, await deployedBefore(v2, 2));
    expect(await rollback({ reason: 'drifting' })).toMatchObject({
      done: 'started',
      rollout: `${v1.release.id}-2`,
      message: `a rollback to ${before} (v1) is started`,
    });
    expect(aws.started).toMatchObject([
      {
        input: {
          release: v1.release,
          start: { kind: 'rollback', by: 'ana', reason: 'drifting', config: before },
        },
      },
    ]);
  });

  it('goes to the release that is asked for', async () => {
    const [first, second] = [await deployedBefore(v1, 1), await deployedBefore(v2, 2)];
    serving(aws, await deployedBefore(anUploadOf('v3', 20), 3));
    expect(await rollback({ to: v1.release.id })).toMatchObject({ done: 'started' });
    expect(aws.started).toMatchObject([{ input: { start: { config: first } } }]);
    expect(await rollback({ to: second, key: 'key-2' })).toMatchObject({ done: 'started' });
  });

  it.each([
    ['where nothing was deployed before', {}],
    ['to a release that was never deployed', { to: 'iris-ffffffffffff' }],
    ['to what serves already', { to: name1 }],
  ])('%s starts nothing, and says why', async (_, over) => {
    serving(aws, await deployedBefore(v1, 1));
    expect(await rollback(over)).toMatchObject({
      done: 'nothing',
      message: expect.stringMatching(/expected a release/),
    });
    expect(aws.started).toEqual([]);
  });

  it('with the same key starts one rollout', async () => {
    await deployedBefore(v1, 1);
    serving(aws, await deployedBefore(v2, 2));
    const first = await rollback();
    expect(await rollback()).toEqual(first);
    expect(aws.started).toHaveLength(1);
  });

  it('while a release shifts is to stop that: what served before still does', async () => {
    await deployedBefore(v1, 1);
    const { plan } = await prepared(aws, await uploaded(aws));
    await shifting(aws, plan);
    expect(await rollback()).toMatchObject({ done: 'stopping', rollout: plan.config });
    expect(await stopOf(plan.config)).toMatchObject({ kind: 'abort', by: 'ana', reason: 'rollback' });
    expect(aws.started).toEqual([]);
  });

  it('away from a release that serves no more changes nothing', async () => {
    const away = await deployedBefore(v1, 1);
    serving(aws, await deployedBefore(v2, 2));
    expect(await operateAs({ from: away })).toEqual({
      done: 'nothing',
      message: `what ${away} released does not serve now; nothing was changed`,
    });
    expect(aws.started).toEqual([]);
  });

  it('away from what serves starts, and stops nobody else’s shift', async () => {
    await deployedBefore(v1, 1);
    const away = await deployedBefore(v2, 2);
    serving(aws, away);
    await shifting(aws, { ...aPlan({}, anUploadOf('v3', 20)), previousConfig: away });
    expect(await operateAs({ from: away })).toMatchObject({ done: 'started' });
    expect(await stopOf(rolloutName(anUploadOf('v3', 20)))).toBeUndefined();
  });

  it('away from what shifts is to stop it', async () => {
    await deployedBefore(v1, 1);
    const { plan } = await prepared(aws, await uploaded(aws));
    await shifting(aws, plan);
    expect(await operateAs({ from: plan.config })).toMatchObject({ done: 'stopping', rollout: plan.config });
  });

  it('to a named release starts even while another shifts: its turn comes by preempting', async () => {
    const to = await deployedBefore(v1, 1);
    await shifting(aws, aPlan({}, v2));
    serving(aws, rolloutName(v2));
    expect(await rollback({ to })).toMatchObject({ done: 'started' });
  });

  it('to what no release made is filed under the release that took its place, and is no attempt at that', async () => {
    await begun(aws, v1);
    await aws.ledger.enter(v1, 'shifting', instant);
    const away = await deployedBefore(v1, 1);
    serving(aws, away);
    const theirs = aPlan().previousConfig as string;
    aws.configs.delete(theirs);
    expect(await rollback({ key: 'key-0' })).toEqual({
      done: 'nothing',
      message: `rollback: expected an endpoint config that is kept, got "${theirs}", which is gone. It was not made by Greenlight, and whoever owns it has deleted it. See greenlight history for what is kept.`,
    });
    kept(aws, theirs);
    expect(await rollback()).toEqual({
      done: 'started',
      rollout: `${v1.release.id}-2`,
      message: `a rollback to ${theirs} (which no release made) is started`,
    });
    const [started] = aws.started;
    const back = (started?.input ?? {}) as Rollout;
    expect(back.start).toMatchObject({ kind: 'rollback', config: theirs, foreign: true });
    expect(await rollback({ to: 'baseline', key: 'key-2' })).toMatchObject({ done: 'started' });
    await begun(aws, back);
    expect(await retry({ release: rolloutName(back) })).toMatchObject({
      done: 'nothing',
      message: expect.stringContaining(
        `npx greenlight rollback iris --to ${theirs} --stage test --region us-east-1`,
      ),
    });
    expect(await retry({ release: v1.release.id, key: 'key-3' })).toMatchObject({ done: 'started' });
  });

  it('of an endpoint that was deleted, or is being deleted, starts nothing, and says so', async () => {
    await deployedBefore(v1, 1);
    await deployedBefore(v2, 2);
    const message = 'endpoint: expected an endpoint "iris" to roll back, got none.';
    aws.endpoints.clear();
    expect(await rollback({ to: name1 })).toEqual({ done: 'nothing', message });
    serving(aws, name2, 'Deleting');
    expect(await rollback()).toEqual({ done: 'nothing', message });
    expect(aws.started).toEqual([]);
  });

  it('to a config whose model is gone starts nothing, and says so', async () => {
    await deployedBefore(v1, 1);
    serving(aws, await deployedBefore(v2, 2));
    aws.models.delete(name1);
    expect(await rollback()).toMatchObject({
      done: 'nothing',
      message: expect.stringContaining(`model "${name1}", which is gone`),
    });
    // What could not be looked at is for the plan to find.
    aws.on('DescribeModel', () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    expect(await rollback()).toMatchObject({ done: 'started' });
  });

  it('where somebody else put an older release live again wants to be told where to', async () => {
    await deployedBefore(v1, 1);
    await deployedBefore(v2, 2);
    serving(aws, name1);
    expect(await rollback()).toEqual({
      done: 'nothing',
      message: `--to: expected to be told what to go back to, since somebody else put v1 (${name1}) live after v2 (${name2}) was deployed, got nothing. Name what to go to with --to: ${v2.release.id}.`,
    });
    expect(await rollback({ to: name2 })).toMatchObject({ done: 'started' });
  });

  it('while a rollback shifts does not stop that', async () => {
    await deployedBefore(v1, 1);
    serving(aws, await deployedBefore(v2, 2));
    const going = aRollbackTo(name1, v1, 2);
    await shifting(aws, { ...aPlan(), rollout: going, config: name1, previousConfig: name2 });
    await rollback();
    expect(await stopOf(rolloutName(going))).toBeUndefined();
  });
});

describe('Deciding a gate', () => {
  const approval = { approval: { timeout: '8h' } };
  const name = rolloutName(aPlan().rollout);
  const decide = (over: object = {}) => operate({ command: 'decide', action: 'approve', ...over });
  const decisionOf = async (n = 0) => (await aws.ledger.gates('iris', name, 'before'))[n]?.item.decision;

  it.each([
    ['of the endpoint’s rollout', {}],
    ['by its name', { gate: `${name}/before/0` }],
  ])('%s is written down, and wakes who waits at it', async (_, over) => {
    await waitingAtGate(aws, { before: [approval] });
    expect(await decide({ reason: 'metrics look fine', ...over })).toEqual({
      done: 'decided',
      rollout: name,
      message: `gate approval of ${name} is approved`,
    });
    expect(await decisionOf()).toEqual({
      ...{ verdict: 'approve', by: 'ana', via: 'iam', at: Date.parse(instant), round: 1 },
      digest: aSettled().digest,
      reason: 'metrics look fine',
      key: 'key-1',
    });
    expect(answerTo('gate-1')).toEqual({});
  });

  it('is told in the thread of the rollout, once: who, which way and why', async () => {
    await waitingAtGate(aws, { before: [approval] });
    await decide({ reason: 'metrics look fine' });
    await decide();
    await decide({ key: 'key-2', by: 'bob' });
    expect(aws.told.filter(({ phase }) => phase === 'decision')).toMatchObject([
      {
        phase: 'decision',
        title: ':white_check_mark: iris v2: approved at gate approval, before its shift',
        text: `By ana, by the command line, at ${instant}.\nBecause: metrics look fine\nWhat was approved is digest dddddddddddd.`,
      },
    ]);
  });

  it('is told by the next try where the first could not, which has decided all the same', async () => {
    await waitingAtGate(aws, { before: [approval] });
    aws.on('Publish', () => {
      throw refusal('Throttled', 'Rate exceeded');
    });
    await expect(decide()).rejects.toThrow();
    expect(answerTo('gate-1')).toEqual({});
    aws.on('Publish', undefined);
    expect(await decide()).toMatchObject({ done: 'decided' });
    expect(aws.told.filter(({ phase }) => phase === 'decision')).toHaveLength(1);
  });

  it('is measured: how long the people took', async () => {
    await waitingAtGate(aws, { before: [approval] });
    await aws.clock.advance(90_000);
    await decide();
    await decide();
    expect(aws.measured.filter((metric) => Object.hasOwn(metric, 'HumanWait'))).toEqual([
      { Stage: 'test', rollout: name, endpoint: 'iris', gate: 'approval', HumanWait: 90 },
    ]);
  });

  it('sent again is told the same again; by somebody else with the same key it is not theirs', async () => {
    await waitingAtGate(aws, { before: [approval] });
    expect(await decide()).toEqual(await decide());
    expect(await decide({ by: 'bob' })).toMatchObject({ done: 'nothing' });
    expect(await decide({ action: 'reject' })).toMatchObject({ done: 'nothing' });
  });

  it('against a hold in a bake stops the rollout: nobody waits at it', async () => {
    const { plan } = await prepared(aws, await uploaded(aws));
    await shifting(aws, plan);
    const ask = { question: 'Go on?', approve: 'continue', reject: 'abort' } as const;
    const item = {
      ...openedGate('during', 0, 'hold', Date.parse(instant)),
      ask: { ...ask, anyoneWithLink: false, reasonNeeded: false },
    };
    await aws.ledger.putGate('iris', plan.config, item, 0);
    const gate = `${plan.config}/during/0`;
    const rejected = { action: 'reject', gate, reason: 'conversion fell' };
    expect(await decide(rejected)).toMatchObject({ done: 'decided', rollout: plan.config });
    const by = 'ana';
    expect(await stopOf(plan.config)).toEqual({ kind: 'gate', by, reason: 'conversion fell', at: instant });
    expect(aws.alarms).toContainEqual(
      expect.objectContaining({
        AlarmName: `greenlight-test-abort-${plan.config}`,
        StateValue: 'ALARM',
        StateReason: 'ana: conversion fell',
      }),
    );
  });

  it('for a hold in a bake lets the shift go on', async () => {
    const { plan } = await prepared(aws, await uploaded(aws));
    await shifting(aws, plan);
    const ask = { question: 'Go on?', approve: 'continue', reject: 'abort' } as const;
    const item = {
      ...openedGate('during', 0, 'hold', Date.parse(instant)),
      ask: { ...ask, anyoneWithLink: false, reasonNeeded: false },
    };
    await aws.ledger.putGate('iris', plan.config, item, 0);
    expect(await decide()).toMatchObject({ done: 'decided', rollout: plan.config });
    expect(await stopOf(plan.config)).toBeUndefined();
  });

  it('rejects it', async () => {
    await waitingAtGate(aws, { before: [approval] });
    expect(await decide({ action: 'reject' })).toMatchObject({
      done: 'decided',
      message: `gate approval of ${name} is rejected`,
    });
    expect(await decisionOf()).toMatchObject({ verdict: 'reject' });
  });

  it('keeps what is live, or not, after the shift', async () => {
    await waitingAtGate(aws, { after: [approval] });
    expect(await decide({ action: 'reject' })).toMatchObject({ done: 'decided', rollout: name });
    const [kept] = await aws.ledger.gates('iris', name, 'after');
    expect(kept?.item.decision).toMatchObject({ verdict: 'reject' });
  });

  it('counts once: the same answer again, and another by somebody else, are told so', async () => {
    await waitingAtGate(aws, { before: [approval] });
    await decide();
    expect(await decide({ key: 'key-2' })).toMatchObject({
      done: 'nothing',
      message: expect.stringMatching(/^Done already: approved by you at .*Once is enough\.$/),
    });
    expect(await decide({ action: 'reject', by: 'bob', key: 'key-3' })).toMatchObject({
      done: 'nothing',
      message: expect.stringMatching(/^Decided already: approved by ana at .*Nothing was changed\.$/),
    });
    expect(await decisionOf()).toMatchObject({ verdict: 'approve', by: 'ana' });
    expect(aws.completed.filter(({ token }) => token === 'gate-1')).toHaveLength(1);
  });

  it('of two at the same time counts one', async () => {
    await waitingAtGate(aws, { before: [approval] });
    const answers = await Promise.all([decide(), decide({ action: 'reject', by: 'bob' })]);
    expect(answers.map(({ done }) => done).sort()).toEqual(['decided', 'nothing']);
  });

  it.each([
    ['was stopped', () => aws.ledger.stop('iris', name, aStop()), 'The rollout was stopped already.'],
    [
      'has ended',
      () =>
        aws.ledger.conclude(
          aPlan().rollout,
          concludeEnding({ kind: 'timed-out', during: 'shift' }),
          instant,
          true,
        ),
      'The rollout has ended already: TIMED_OUT. No end was seen within the time allowed; the endpoint is still changing. It is watched until it comes to rest.',
    ],
  ])('of a rollout that %s is refused, though its gate stands open', async (_, ends, text) => {
    await waitingAtGate(aws, { before: [approval] });
    const open = await aws.ledger.gates('iris', name, 'before');
    await ends();
    const gate = `${name}/before/0`;
    for (const action of ['approve', 'reject'])
      expect(await decide({ action, gate })).toEqual({
        done: 'nothing',
        rollout: name,
        message: `${text} Nothing was changed.`,
      });
    expect(await aws.ledger.gates('iris', name, 'before')).toEqual(open);
    expect(answerTo('gate-1')).toBeUndefined();
  });

  it('is answered alike when it is sent again after the rollout was stopped', async () => {
    await waitingAtGate(aws, { before: [approval] });
    const first = await decide();
    expect(first).toMatchObject({ done: 'decided' });
    await aws.ledger.stop('iris', name, aStop());
    expect(await decide()).toEqual(first);
    expect(await decide({ action: 'reject', by: 'bob', key: 'key-2' })).toMatchObject({
      done: 'nothing',
      message: expect.stringMatching(/^Decided already: approved by ana at /),
    });
  });

  it('wakes at the next try whom the first could not', async () => {
    await waitingAtGate(aws, { before: [approval] });
    aws.on('SendTaskSuccess', () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    await expect(decide()).rejects.toMatchObject({ name: 'ThrottlingException' });
    aws.on('SendTaskSuccess', undefined);
    await decide();
    expect(answerTo('gate-1')).toEqual({});
  });

  it.each([
    ['where no rollout has the endpoint', {}, 'no rollout of iris is at a gate'],
    ['of a rollout that nobody knows', { gate: 'iris-ffffffffffff-1/before/0' }, /^There is no such gate/],
    ['by a word that is no gate', { gate: 'before/0' }, 'no rollout of iris is at a gate'],
  ])('%s changes nothing', async (_, over, message) => {
    const answer = await decide(over);
    expect(answer.done).toBe('nothing');
    expect(answer.message).toMatch(message);
    expect(aws.completed).toEqual([]);
  });

  it('whose turn has not come changes nothing', async () => {
    await waitingAtGate(aws, { before: [approval, approval] });
    expect(await decide({ gate: `${name}/before/1` })).toMatchObject({
      done: 'nothing',
      message: expect.stringMatching(/its turn has not come yet/),
    });
    expect(answerTo('gate-1')).toBeUndefined();
  });

  it('that asks nobody changes nothing', async () => {
    await waitingAtGate(aws, { after: [{ soak: '30m' }] });
    expect(await decide()).toMatchObject({
      done: 'nothing',
      message: expect.stringMatching(/asks nobody now/),
    });
  });

  it('after its time is too late', async () => {
    await waitingAtGate(aws, { before: [approval] });
    await aws.clock.advance(8 * 3_600_000);
    expect(await decide()).toMatchObject({ done: 'nothing', message: expect.stringMatching(/^Too late/) });
    expect(await decisionOf()).toBeUndefined();
  });

  it.each(['U024BE7LH', 'arn:aws:iam::000000000000:role/Deployer'])(
    'that names %s as its decider is not for here, where the caller is not proven',
    async (by) => {
      await waitingAtGate(aws, { before: [{ approval: { timeout: '8h', by: [by] } }] });
      expect(await decide({ by })).toMatchObject({
        done: 'nothing',
        message: expect.stringMatching(/names who may decide it.*decide in Slack, or by a signed request/),
      });
      expect(await decisionOf()).toBeUndefined();
      expect(answerTo('gate-1')).toBeUndefined();
    },
  );

  it('of a window takes a reason', async () => {
    await waitingAtGate(aws, { before: [{ window: 'Wed 09:00-17:00 Europe/Berlin' }] });
    expect(await decide()).toMatchObject({ done: 'nothing', message: expect.stringMatching(/say why/) });
    expect(await decide({ reason: 'hotfix', key: 'key-2' })).toMatchObject({ done: 'decided' });
  });
});

describe('What is asked for', () => {
  it.each([
    ['no command', {}],
    ['an abort without a reason', { command: 'abort' }],
    ['nobody’s name', { command: 'retry', release: 'r', by: '' }],
    ['a reason as long as a book', { command: 'abort', reason: 'x'.repeat(501) }],
  ])('is refused with %s', async (_, command) => {
    await expect(operate(command)).rejects.toThrow();
    expect(aws.calls).toEqual([]);
  });

  it('in an abort during a shift ends as ROLLED_BACK, with the person and the reason in the ledger', async () => {
    const { plan, fence } = await prepared(aws, await uploaded(aws));
    await shifting(aws, plan);
    await abort();
    comesToRest(aws, plan.previousConfig ?? '');
    const verdict = { kind: 'rolled-back', breaches: [], stop };
    const ending = { kind: 'verdict', verdict };
    await concludeRollout(aws.seam)({ rollout: plan.rollout, fence, ending });
    expect(await aws.ledger.rollout('iris', plan.config)).toMatchObject({
      outcome: 'ROLLED_BACK',
      conclusion: { stop, cause: expect.stringContaining('Aborted by ana: scores look wrong.') },
    });
  });
});
