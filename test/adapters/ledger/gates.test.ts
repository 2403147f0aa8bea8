import { beforeEach, describe, expect, it } from 'vitest';
import { type GateItem, openedGate } from '../../../core/gates/item.ts';
import { rolloutName } from '../../../core/release.ts';
import { aPlan, aRollout, aSettled, instant, instantMs } from '../../support/builders.ts';
import { type FakeAws, fakeAws } from '../../support/fake-aws.ts';
import { gatesOf } from '../../support/gates.ts';

const rollout = aRollout();
const name = rolloutName(rollout);
const gate = (n: number, over: Partial<GateItem> = {}): GateItem => ({
  ...openedGate('before', n, 'approval', instantMs),
  ...over,
});

let aws: FakeAws;
let ledger: FakeAws['ledger'];
beforeEach(async () => {
  aws = await fakeAws();
  ledger = aws.ledger;
});

describe('What a rollout has to pass', () => {
  it('is kept with it, as the manifest says', async () => {
    const gates = gatesOf({ before: [{ approval: { timeout: '8h' } }], after: [{ soak: '30m' }] });
    await ledger.begin(rollout, 'arn', instant);
    const settled = aSettled();
    await ledger.settle(aPlan({}, rollout), gates, settled);
    expect(await ledger.rollout('iris', name)).toMatchObject({ gates, settled });
  });
});

describe('A gate', () => {
  it('is written and read back whole, with its revision', async () => {
    const item = gate(0, { why: 'waits for a person', state: { tries: 1 }, until: instantMs + 1 });
    expect(await ledger.putGate('iris', name, item, 0)).toBe(true);
    expect(await ledger.gates('iris', name, 'before')).toEqual([{ item, revision: 1 }]);
  });

  it('is written by one of two who read the same: the other is told', async () => {
    await ledger.putGate('iris', name, gate(0), 0);
    expect(await ledger.putGate('iris', name, gate(0, { why: 'step' }), 1)).toBe(true);
    expect(await ledger.putGate('iris', name, gate(0, { why: 'decision' }), 1)).toBe(false);
    expect(await ledger.gates('iris', name, 'before')).toMatchObject([
      { item: { why: 'step' }, revision: 2 },
    ]);
  });

  it('is opened once', async () => {
    await ledger.putGate('iris', name, gate(0), 0);
    expect(await ledger.putGate('iris', name, gate(0, { why: 'again' }), 0)).toBe(false);
  });

  it('that is not there cannot be changed', async () => {
    expect(await ledger.putGate('iris', name, gate(0), 3)).toBe(false);
    expect(await ledger.gates('iris', name, 'before')).toEqual([]);
  });

  it('loses what a newer state of it has no more', async () => {
    await ledger.putGate('iris', name, gate(0, { until: 5 }), 0);
    await ledger.putGate('iris', name, gate(0), 1);
    expect((await ledger.gates('iris', name, 'before'))[0]?.item).not.toHaveProperty('until');
  });

  it('stands in its order, also behind the tenth', async () => {
    for (const n of [10, 2, 0]) await ledger.putGate('iris', name, gate(n), 0);
    const kept = await ledger.gates('iris', name, 'before');
    expect(kept.map(({ item }) => item.n)).toEqual([0, 2, 10]);
  });

  it('is found at its own stage and of its own attempt only', async () => {
    await ledger.putGate('iris', name, gate(0), 0);
    await ledger.putGate('iris', `${name}0`, gate(1), 0);
    await ledger.putGate('iris', name, gate(2, { stage: 'after' }), 0);
    expect(await ledger.gates('iris', name, 'before')).toMatchObject([{ item: { n: 0 } }]);
    expect(await ledger.gates('iris', name, 'after')).toMatchObject([{ item: { n: 2 } }]);
  });
});

describe('Whoever waits at a gate', () => {
  it('is found by the endpoint, under the token of the last try', async () => {
    await ledger.armGate('iris', name, 'gate-1');
    await ledger.armGate('iris', name, 'gate-2');
    await ledger.armGate('fraud', 'fraud-1', 'gate-3');
    expect(await ledger.gateWaits('iris')).toEqual([{ endpoint: 'iris', name, token: 'gate-2' }]);
  });

  it('is taken away by its own token; a newer one stays', async () => {
    await ledger.armGate('iris', name, 'gate-2');
    await ledger.disarmGate({ endpoint: 'iris', name, token: 'gate-1' });
    expect(await ledger.gateWaits('iris')).toHaveLength(1);
    await ledger.disarmGate({ endpoint: 'iris', name, token: 'gate-2' });
    await ledger.disarmGate({ endpoint: 'iris', name, token: 'gate-2' });
    expect(await ledger.gateWaits('iris')).toEqual([]);
  });

  it('is no wait of the shift', async () => {
    await ledger.armGate('iris', name, 'gate-1');
    expect(await ledger.waiting('iris')).toEqual([]);
  });
});

describe('Alarms that were heard of', () => {
  const heard = { changedAt: 1, lastAlarmAt: 0, heardAt: 2 };

  it('are kept by the endpoint, the last word of each', async () => {
    await ledger.recordAlarmState('iris', 'iris-5xx', heard);
    await ledger.recordAlarmState('iris', 'iris-5xx', { changedAt: 3, lastAlarmAt: 3, heardAt: 4 });
    await ledger.recordAlarmState('iris', 'team#latency', heard);
    await ledger.recordAlarmState('fraud', 'iris-5xx', heard);
    expect(await ledger.alarmStates('iris')).toEqual({
      'iris-5xx': { changedAt: 3, lastAlarmAt: 3, heardAt: 4 },
      'team#latency': heard,
    });
  });
});

describe('An endpoint', () => {
  it('is the same one whatever the case of its name, as for SageMaker', async () => {
    await ledger.putGate('Iris', name, gate(0), 0);
    await ledger.armGate('Iris', name, 'gate-1');
    await ledger.recordAlarmState('IRIS', 'iris-5xx', { changedAt: 1, lastAlarmAt: 1, heardAt: 1 });
    expect(await ledger.gates('iris', name, 'before')).toHaveLength(1);
    expect(await ledger.gateWaits('iris')).toEqual([{ endpoint: 'Iris', name, token: 'gate-1' }]);
    expect(await ledger.alarmStates('iris')).toHaveProperty('iris-5xx');
    await ledger.disarmGate({ endpoint: 'iRIS', name, token: 'gate-1' });
    expect(await ledger.gateWaits('Iris')).toEqual([]);
  });
});
