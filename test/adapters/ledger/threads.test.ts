import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { dynamoThreads } from '../../../adapters/ledger/threads.ts';
import type { HeldThread, ThreadLedger } from '../../../core/chat/threads.ts';
import { instantMs } from '../../support/builders.ts';
import { env, type FakeAws, fakeAws } from '../../support/fake-aws.ts';

const claim = { by: 'm1', turn: 1, now: instantMs, until: instantMs + 90_000 };
const shown = { place: 'C1', generation: 0, id: '1.2', hash: 'h' };
const told = { ...shown, parent: '1.1', at: instantMs, toldAt: instantMs };

let aws: FakeAws;
let ledger: ThreadLedger;
beforeEach(async () => {
  aws = await fakeAws();
  ledger = dynamoThreads(aws.seam.clients(DynamoDBClient), env.TABLE_NAME, 'slack');
});
const held = async (over: object = {}): Promise<HeldThread> => {
  const got = await ledger.claim('r-1', { ...claim, ...over });
  if (got === undefined) throw new Error('another one has it');
  return got;
};

describe('A thread', () => {
  it('is one’s own until it is let go of', async () => {
    const mine = await held();
    expect(await ledger.claim('r-1', { ...claim, by: 'm2' })).toBeUndefined();
    expect(await ledger.claim('r-2', { ...claim, by: 'm2' })).toBeDefined();
    await ledger.release(mine);
    expect(await ledger.claim('r-1', { ...claim, by: 'm2' })).toBeDefined();
  });

  it('is one of ten’s who want it at the same time', async () => {
    const all = Array.from({ length: 10 }, (_, n) => ledger.claim('r-1', { ...claim, by: `m${n}` }));
    expect((await Promise.all(all)).filter((got) => got !== undefined)).toHaveLength(1);
  });

  it('is another one’s when the time of who was killed is up, or for the same message once more', async () => {
    await held();
    expect(await ledger.claim('r-1', { ...claim, turn: 1 })).toBeUndefined();
    const mine = await held({ turn: 2 });
    expect(await ledger.claim('r-1', { ...claim, by: 'm2', now: claim.until - 1 })).toBeUndefined();
    const theirs = await held({ by: 'm2', now: claim.until, until: claim.until + 90_000 });
    // Who was thought to be dead neither writes nor lets go of what is not theirs.
    await expect(ledger.keepMessage(mine, shown)).rejects.toThrow(/r-1: expected the claim still to be held/);
    await ledger.release(mine);
    expect(await ledger.claim('r-1', { ...claim, by: 'm3', now: claim.until })).toBeUndefined();
    await ledger.keepMessage(theirs, shown);
  });

  it('has the message that was shown, for whoever holds it next and for whoever only looks', async () => {
    expect(await ledger.message('r-1')).toBeUndefined();
    const mine = await held();
    expect(mine.message).toBeUndefined();
    await ledger.keepMessage(mine, { place: 'C1', generation: 0 });
    await ledger.keepMessage(mine, shown);
    await ledger.release(mine);
    expect(await ledger.message('r-1')).toEqual(shown);
    expect((await held()).message).toEqual(shown);
  });

  it('outlives the release’s time in service, and then is forgotten by itself', async () => {
    await held();
    expect(await aws.item('slack#r-1', 'message')).toMatchObject({
      expiresAt: instantMs / 1000 + 400 * 86_400,
    });
  });
});

describe('A notice', () => {
  it('is found again by its thread and what it is about', async () => {
    expect(await ledger.told('r-1', 'alarm#a')).toBeUndefined();
    await ledger.keepTold('r-1', 'alarm#a', told);
    expect(await ledger.told('r-1', 'alarm#a')).toEqual(told);
    expect(await ledger.told('r-1', 'alarm#b')).toBeUndefined();
    expect(await ledger.told('r-2', 'alarm#a')).toBeUndefined();
    const { id, hash, ...planned } = told;
    await ledger.keepTold('r-1', 'alarm#a', { ...planned, generation: 1 });
    expect(await ledger.told('r-1', 'alarm#a')).toEqual({ ...planned, generation: 1 });
  });
});

it('is stored as version 0.1 did: a message’s id is `ts`, its place is `channel`, and the thread’s key names Slack', async () => {
  const mine = await held();
  await ledger.keepMessage(mine, shown);
  await ledger.keepTold('r-1', 'alarm#a', told);
  const { id, place: channel, ...rest } = shown;
  expect(await aws.item('slack#r-1', 'message')).toMatchObject({ message: { ...rest, channel, ts: id } });
  const { id: toldId, place: _, ...toldRest } = told;
  expect(await aws.item('slack#r-1', 'told#alarm#a')).toMatchObject({ ...toldRest, channel, ts: toldId });
});
