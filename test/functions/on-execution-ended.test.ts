import { beforeEach, describe, expect, it } from 'vitest';
import { type Rollout, rolloutName } from '../../core/release.ts';
import type { Ending } from '../../core/verdict/ending.ts';
import { make as concludeRollout } from '../../functions/conclude-rollout.ts';
import { make } from '../../functions/on-execution-ended.ts';
import { aPlan, aProblem } from '../support/builders.ts';
import { env, type FakeAws, fakeAws } from '../support/fake-aws.ts';
import {
  admitted,
  anUploadOf,
  asked,
  begun,
  comesToRest,
  executionOf,
  forget,
  planned,
  serving,
  shifting,
} from '../support/rollouts-on-aws.ts';

const plan = aPlan();
const { rollout } = plan;
const name = rolloutName(rollout);
const previous = plan.previousConfig ?? '';
const refused: Ending = { kind: 'refused', problems: [aProblem()] };

let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
  serving(aws, previous);
});

/** "Step Functions Execution Status Change" (Step Functions' guide, "Automating event delivery with EventBridge"). */
const ended = (
  status: 'FAILED' | 'TIMED_OUT' | 'ABORTED',
  over: { executionArn?: string; input?: object; cause?: string | null; error?: string | null } = {},
) =>
  make(aws.seam)({
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    detail: {
      executionArn: over.executionArn ?? executionOf(rollout),
      stateMachineArn: env.STATE_MACHINE_ARN,
      status,
      input: JSON.stringify(over.input ?? rollout),
      output: null,
      error: over.error ?? null,
      cause: over.cause ?? null,
    },
  });
const suspected = (of: Rollout = rollout) =>
  make(aws.seam)({
    'detail-type': 'Greenlight Rollout Suspected Dead',
    source: 'greenlight',
    detail: { endpoint: 'iris', rollout: rolloutName(of), execution: executionOf(of) },
  });
const record = (of = rollout) => aws.ledger.rollout('iris', rolloutName(of));
const caretakerArn = (fence: number) => `${executionOf(rollout)}-care-${fence}`;
const holder = async () => (await aws.leases.read('iris')).holder;

describe('An execution that dies before it changed anything', () => {
  it('stopped by a person, at its very first step, has rejected its release', async () => {
    expect(await ended('ABORTED', { cause: 'wrong model' })).toEqual({ done: 'finished' });
    expect(await record()).toMatchObject({
      ...rollout,
      execution: executionOf(rollout),
      outcome: 'REJECTED',
      conclusion: { stop: { kind: 'abort', reason: 'wrong model' } },
    });
    expect(aws.told.map(({ phase }) => phase)).toEqual(['REJECTED']);
    expect(await aws.ledger.rollouts('iris')).toHaveLength(1);
  });

  it('failed, has failed its release, with the cause; its endpoint is free again', async () => {
    await admitted(aws, rollout);
    await ended('FAILED', { error: 'States.Runtime', cause: 'no such variable' });
    expect(await record()).toMatchObject({ outcome: 'FAILED' });
    expect(aws.told.at(-1)?.text).toContain('no such variable');
    expect(await holder()).toBeUndefined();
  });

  it('hands its endpoint to who is next', async () => {
    const fence = await admitted(aws, rollout);
    const next = anUploadOf('v3', 30);
    await asked(aws, next, 'next');
    await ended('ABORTED');
    // It was to yield to that one before it was stopped, and the first stop stands.
    expect(await record()).toMatchObject({ outcome: 'SUPERSEDED' });
    expect(aws.completed).toContainEqual({ token: 'next', output: { ending: null, fence: fence + 1 } });
  });

  it('while it waits for its turn, is taken out of the queue; who has the endpoint keeps it', async () => {
    const first = anUploadOf('v0', -60);
    const fence = await admitted(aws, first);
    await asked(aws, rollout);
    expect(await ended('ABORTED')).toEqual({ done: 'finished' });
    expect(await record()).toMatchObject({ outcome: 'REJECTED' });
    const lease = await aws.leases.read('iris');
    expect(lease.holder).toMatchObject({ fence, claim: { rollout: rolloutName(first) } });
    expect(lease).not.toHaveProperty('next');
  });

  it('is told once, however often its event comes', async () => {
    await admitted(aws, rollout);
    await ended('ABORTED');
    expect(await ended('ABORTED')).toEqual({ done: 'nothing' });
    expect(aws.told).toHaveLength(1);
  });

  it('once prepared, has failed, even if a person stopped it: there is no telling what it did', async () => {
    await planned(aws, plan);
    await ended('ABORTED');
    expect(await record()).toMatchObject({ outcome: 'FAILED' });
  });
});

describe('An execution that dies while the endpoint is changing', () => {
  let fence: number;
  beforeEach(async () => {
    fence = await shifting(aws, plan);
    forget(aws);
  });

  it('is followed by a caretaker under a new fence; no outcome is told yet', async () => {
    expect(await ended('ABORTED')).toEqual({ done: 'in care' });
    expect(aws.started).toEqual([
      { name: `${name}-care-${fence}`, input: { rollout, caretaking: { fence: fence + 1, plan } } },
    ]);
    expect(await holder()).toMatchObject({
      fence: fence + 1,
      phase: 'caretaking',
      claim: { rollout: name, execution: caretakerArn(fence) },
    });
    expect(aws.told).toEqual([]);
    expect(await record()).not.toHaveProperty('outcome');
  });

  it('is followed by one caretaker, however often its event comes', async () => {
    await ended('FAILED');
    expect(await ended('FAILED')).toEqual({ done: 'in care' });
    expect(aws.started).toHaveLength(1);
    expect(await holder()).toMatchObject({ fence: fence + 1 });
  });

  it('has its caretaker started by the next try, where the first died before it could', async () => {
    aws.on('StartExecution', () => {
      throw new Error('killed');
    });
    await expect(ended('FAILED')).rejects.toThrow();
    aws.on('StartExecution', undefined);
    expect(await ended('FAILED')).toEqual({ done: 'in care' });
    expect(aws.started).toMatchObject([
      { name: `${name}-care-${fence}`, input: { caretaking: { fence: fence + 1 } } },
    ]);
    expect(await holder()).toMatchObject({ fence: fence + 1 });
  });

  it('is followed by another caretaker where the first one dies, too', async () => {
    await ended('FAILED');
    const input = { rollout, caretaking: { fence: fence + 1, plan } };
    expect(await ended('FAILED', { executionArn: caretakerArn(fence), input })).toEqual({ done: 'in care' });
    expect(aws.started.map((execution) => execution.name)).toEqual([
      `${name}-care-${fence}`,
      `${name}-care-${fence + 1}`,
    ]);
    expect(await holder()).toMatchObject({ fence: fence + 2, phase: 'caretaking' });
  });

  it('is given up after the twelfth caretaker: told as failed, and the endpoint let go of', async () => {
    await ended('FAILED');
    for (let care = fence; care < fence + 11; care += 1) {
      const done = await ended('FAILED', { executionArn: caretakerArn(care), input: { rollout } });
      expect(done).toEqual({ done: 'in care' });
    }
    expect(aws.started).toHaveLength(12);
    const last = { executionArn: caretakerArn(fence + 11), input: { rollout } };
    expect(await ended('FAILED', last)).toEqual({ done: 'finished' });
    expect(aws.started).toHaveLength(12);
    expect(await record()).toMatchObject({ outcome: 'FAILED' });
    expect(aws.told.map(({ phase }) => phase)).toEqual(['FAILED']);
    expect(await holder()).toBeUndefined();
  });

  it('whose endpoint came to rest meanwhile, has the end that it shows', async () => {
    comesToRest(aws, name);
    expect(await ended('TIMED_OUT')).toEqual({ done: 'finished' });
    expect(await record()).toMatchObject({ outcome: 'DEPLOYED' });
    expect(await holder()).toBeUndefined();
  });

  it('whose caretaker dies when all is over, has its aftermath noted and no second outcome', async () => {
    const ending = { kind: 'timed-out', during: 'shift' };
    await concludeRollout(aws.seam)({ rollout, fence, ending });
    comesToRest(aws, previous);
    forget(aws);
    await ended('FAILED', { executionArn: caretakerArn(fence), input: { rollout } });
    expect(await record()).toMatchObject({
      outcome: 'TIMED_OUT',
      aftermath: { status: 'InService', serving: previous },
    });
    expect(aws.told.map(({ phase }) => phase)).toEqual(['aftermath']);
    expect(await holder()).toBeUndefined();
  });
});

describe('An execution that is said to be dead by who waits for it', () => {
  it('and lives, is left alone', async () => {
    await admitted(aws, rollout);
    expect(await suspected()).toEqual({ done: 'nothing' });
    expect(await holder()).toMatchObject({ claim: { rollout: name } });
    expect(await record()).not.toHaveProperty('outcome');
  });

  it('and is, has its end told, and whoever waits is woken', async () => {
    const fence = await admitted(aws, rollout);
    aws.dead.add(executionOf(rollout));
    await asked(aws, anUploadOf('v3', 30), 'next');
    expect(await suspected()).toEqual({ done: 'finished' });
    // It was to yield to the newer one, and had changed nothing.
    expect(await record()).toMatchObject({ outcome: 'SUPERSEDED' });
    expect(aws.completed).toContainEqual({ token: 'next', output: { ending: null, fence: fence + 1 } });
  });

  it('and is, after it ended well but for handing over, only has that made good', async () => {
    const fence = await admitted(aws, rollout);
    await asked(aws, anUploadOf('v3', 30), 'next');
    aws.on('DescribeAlarms', () => {
      throw new Error('killed');
    });
    await expect(concludeRollout(aws.seam)({ rollout, fence, ending: refused })).rejects.toThrow();
    aws.on('DescribeAlarms', undefined);
    aws.dead.add(executionOf(rollout));
    forget(aws);
    expect(await suspected()).toEqual({ done: 'finished' });
    expect(await record()).toMatchObject({ outcome: 'REJECTED' });
    expect(aws.told).toEqual([]);
    expect(aws.completed).toContainEqual({ token: 'next', output: { ending: null, fence: fence + 1 } });
  });

  it('and is, with nobody who wanted it stopped, has failed', async () => {
    await admitted(aws, rollout);
    aws.dead.add(executionOf(rollout));
    expect(await suspected()).toEqual({ done: 'finished' });
    expect(await record()).toMatchObject({ outcome: 'FAILED' });
  });

  it('without any record is something to look into, loudly', async () => {
    aws.dead.add(executionOf(rollout));
    await expect(suspected()).rejects.toThrow(`rollout ${name} holds a lease and has no record`);
  });
});

describe('An execution that ended by itself', () => {
  it('has nothing left to be done about, whatever event comes late', async () => {
    const fence = await admitted(aws, rollout);
    await concludeRollout(aws.seam)({ rollout, fence, ending: refused });
    forget(aws);
    expect(await ended('FAILED')).toEqual({ done: 'nothing' });
    expect([aws.told, aws.started]).toEqual([[], []]);
  });

  it('is not taken for dead by an event of another execution of the same release', async () => {
    await admitted(aws, rollout);
    const other = { ...rollout, attempt: 7 };
    await begun(aws, other);
    await ended('ABORTED', { executionArn: executionOf(other), input: other });
    expect(await holder()).toMatchObject({ claim: { rollout: name } });
    expect(await record(other)).toMatchObject({ outcome: 'REJECTED' });
  });
});
