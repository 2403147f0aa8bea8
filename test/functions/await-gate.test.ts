import { beforeEach, describe, expect, it } from 'vitest';
import { rolloutName } from '../../core/release.ts';
import { instantAt } from '../../core/values/instant.ts';
import { make } from '../../functions/await-gate.ts';
import { make as onAlarmEvent } from '../../functions/on-alarm-event.ts';
import { make as openGates } from '../../functions/open-gates.ts';
import { make as operate } from '../../functions/operate.ts';
import { aPlan, aStop, instantMs } from '../support/builders.ts';
import { type FakeAws, fakeAws } from '../support/fake-aws.ts';
import { atGates } from '../support/gated.ts';

const { rollout } = aPlan();
const name = rolloutName(rollout);
let aws: FakeAws;
/** When the gates were looked at: a second ago. */
const lookedAt = instantMs;
beforeEach(async () => {
  aws = await fakeAws();
  const fence = await atGates(aws, { before: [{ approval: { timeout: '8h' } }] });
  await openGates(aws.seam)({ rollout, fence, stage: 'before' });
  await aws.clock.advance(1000);
  aws.completed.length = 0;
});

const wait = (token = 'gate-1') => make(aws.seam)({ rollout, stage: 'before', token, lookedAt });
const woken = (token = 'gate-1') => [{ token, output: {} }];
const decide = () =>
  operate(aws.seam)({ command: 'decide', endpoint: 'iris', by: 'ana', key: 'k', action: 'approve' });
const alarm = (value: 'ALARM' | 'OK', at = instantMs + 1000, alarmName = 'iris-5xx') =>
  onAlarmEvent(aws.seam)({
    detail: { alarmName, state: { value, reason: 'r', timestamp: instantAt(at) } },
  });

describe('A rollout at a gate', () => {
  it('waits, where nothing has happened since the look', async () => {
    expect(await wait()).toEqual({ waiting: true });
    expect(aws.completed).toEqual([]);
    expect(await aws.ledger.gateWaits('iris')).toEqual([{ endpoint: 'iris', name, token: 'gate-1' }]);
  });

  it('stores its token before it looks: what happens from then on finds it', async () => {
    await wait();
    const arming = aws.calls.lastIndexOf('dynamodb:PutItem');
    expect(arming).toBeLessThan(aws.calls.lastIndexOf('dynamodb:GetItem'));
    expect(arming).toBeLessThan(aws.calls.lastIndexOf('dynamodb:Query'));
  });

  it.each([
    ['a decision', decide],
    ['a stop', () => aws.ledger.stop('iris', name, aStop())],
    ['an alarm', () => alarm('ALARM')],
    ['an alarm that is over', () => alarm('OK')],
  ])('does not wait where %s came in between', async (_, happens) => {
    await happens();
    expect(await wait()).toEqual({ waiting: false });
    expect(aws.completed).toEqual(woken());
    expect(await aws.ledger.gateWaits('iris')).toEqual([]);
  });

  it.each([
    ['a decision', decide],
    ['an alarm', () => alarm('ALARM')],
    ['an alarm that is over', () => alarm('OK')],
    [
      'an abort',
      () => operate(aws.seam)({ command: 'abort', endpoint: 'iris', by: 'a', key: 'k', reason: 'r' }),
    ],
  ])('is woken by %s', async (_, happens) => {
    await wait();
    await happens();
    expect(aws.completed).toEqual(woken());
    expect(await aws.ledger.gateWaits('iris')).toEqual([]);
  });

  it('is not woken by an alarm that nobody watches, nor by one of another endpoint', async () => {
    await aws.ledger.watchAlarms('fraud', [{ name: 'fraud-5xx', on: 'rollback' }]);
    await wait();
    await alarm('ALARM', instantMs + 1000, 'unknown');
    await alarm('ALARM', instantMs + 1000, 'fraud-5xx');
    expect(aws.completed).toEqual([]);
  });

  it('is not woken by what was known already: the look has seen it', async () => {
    await aws.ledger.recordAlarmState('iris', 'iris-5xx', {
      changedAt: 1,
      lastAlarmAt: 1,
      heardAt: lookedAt - 1,
    });
    expect(await wait()).toEqual({ waiting: true });
  });

  it('is woken by what was heard in the very millisecond of the look', async () => {
    await aws.ledger.recordAlarmState('iris', 'iris-5xx', {
      changedAt: 1,
      lastAlarmAt: 1,
      heardAt: lookedAt,
    });
    expect(await wait()).toEqual({ waiting: false });
  });

  it('waits on under a new token when the one before has timed out, and is woken by that', async () => {
    await wait('gate-1');
    aws.gone.add('gate-1');
    await wait('gate-2');
    await decide();
    expect(aws.completed).toEqual(woken('gate-2'));
  });

  it('is not woken by a decision that was used up already', async () => {
    await decide();
    const { holder } = await aws.leases.read('iris');
    await openGates(aws.seam)({ rollout, fence: holder?.fence, stage: 'before' });
    expect(await wait()).toEqual({ waiting: true });
  });
});

describe('An alarm’s event', () => {
  it('that comes late changes nothing that is newer', async () => {
    await alarm('ALARM', instantMs + 2000);
    await wait('gate-1');
    await alarm('OK', instantMs + 1500);
    expect(await aws.ledger.alarmStates('iris')).toMatchObject({
      'iris-5xx': { changedAt: instantMs + 2000, lastAlarmAt: instantMs + 2000 },
    });
  });

  it('that calls it off is remembered with when it went off, and told nobody', async () => {
    await alarm('ALARM', instantMs + 1000);
    aws.told.length = 0;
    expect(await alarm('OK', instantMs + 2000)).toEqual({ told: [] });
    expect(aws.told).toEqual([]);
    expect(await aws.ledger.alarmStates('iris')).toMatchObject({
      'iris-5xx': { changedAt: instantMs + 2000, lastAlarmAt: instantMs + 1000 },
    });
  });

  it('that it went off is remembered though it comes after the one that calls it off, and is looked at', async () => {
    await alarm('OK', instantMs + 2000);
    await aws.clock.advance(5000);
    await make(aws.seam)({ rollout, stage: 'before', token: 'gate-1', lookedAt: aws.clock.now() - 1000 });
    aws.completed.length = 0;
    await alarm('ALARM', instantMs + 1000);
    expect(await aws.ledger.alarmStates('iris')).toEqual({
      'iris-5xx': {
        changedAt: instantMs + 2000,
        lastAlarmAt: instantMs + 1000,
        heardAt: instantMs + 6000,
      },
    });
    expect(aws.completed).toEqual(woken());
  });

  it('from before the last time it went off is nothing to look at again for', async () => {
    await alarm('ALARM', instantMs + 1000);
    await alarm('OK', instantMs + 2000);
    const heard = await aws.ledger.alarmStates('iris');
    await aws.clock.advance(5000);
    await make(aws.seam)({ rollout, stage: 'before', token: 'gate-1', lookedAt: aws.clock.now() });
    for (const [state, at] of [
      ['ALARM', 500],
      ['OK', 700],
      ['OK', 1500],
    ] as const)
      await alarm(state, instantMs + at);
    expect(aws.completed).toEqual([]);
    expect(await aws.ledger.alarmStates('iris')).toEqual(heard);
  });

  it('wakes at the next try whom the first could not', async () => {
    await wait();
    aws.between((action, call) =>
      action === 'states:SendTaskSuccess' ? Promise.reject(new Error('throttled')) : call(),
    );
    await expect(alarm('ALARM')).rejects.toThrow();
    aws.between(undefined);
    await alarm('ALARM');
    expect(aws.completed).toEqual(woken());
  });
});

describe('A rollout at a gate after its shift', () => {
  const plan = aPlan();
  beforeEach(async () => {
    aws = await fakeAws();
    await atGates(aws, { after: [{ soak: '1h' }] });
    aws.completed.length = 0;
  });
  const waitAfter = () => make(aws.seam)({ rollout, stage: 'after', token: 'gate-1', lookedAt });

  it('waits while its release is live', async () => {
    expect(await waitAfter()).toEqual({ waiting: true });
  });

  it('does not wait where somebody took it away between the look and now: its event found nobody to wake', async () => {
    aws.endpoints.set('iris', {
      status: 'InService',
      config: plan.previousConfig ?? '',
      modified: instantMs,
    });
    expect(await waitAfter()).toEqual({ waiting: false });
    expect(aws.completed).toEqual(woken());
  });
});
