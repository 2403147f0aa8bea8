import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { gateHistory } from '../../../adapters/ledger/gate-history.ts';
import { openedGate } from '../../../core/gates/item.ts';
import type { GateRecord } from '../../../core/records/gate-record.ts';
import { env, type FakeAws, fakeAws } from '../../support/fake-aws.ts';

let aws: FakeAws;
let history: (endpoint: string, rollout?: string) => Promise<GateRecord[]>;
beforeEach(async () => {
  aws = await fakeAws();
  history = gateHistory(aws.seam.clients(DynamoDBClient), env.TABLE_NAME);
  const gate = (rollout: string, stage: 'before' | 'after', n: number) =>
    aws.ledger.putGate('Iris', rollout, openedGate(stage, n, 'approval', 7), 0);
  await gate('iris-000000000001-1', 'before', 0);
  await gate('iris-000000000001-1', 'after', 0);
  await gate('iris-000000000001-10', 'before', 0);
  await aws.ledger.armGate('Iris', 'iris-000000000001-1', 'token');
});

describe('The history of gates', () => {
  it('has those of all rollouts of an endpoint, whatever its case, and nothing else', async () => {
    const found = await history('IRIS');
    expect(found.map(({ rollout, item }) => `${rollout} ${item.stage}`).sort()).toEqual([
      'iris-000000000001-1 after',
      'iris-000000000001-1 before',
      'iris-000000000001-10 before',
    ]);
    expect(found[0]?.item).toMatchObject({ kind: 'approval', openedAt: 7, status: 'pending' });
    expect(await history('other')).toEqual([]);
  });

  it('has those of one rollout, and not of another whose name begins so', async () => {
    const found = await history('iris', 'iris-000000000001-1');
    expect(found.map(({ rollout }) => rollout)).toEqual(['iris-000000000001-1', 'iris-000000000001-1']);
  });

  it('leaves out what it cannot read: a newer version may have written it', async () => {
    const newer = { ...openedGate('before', 1, 'approval', 7), status: 'paused' } as never;
    await aws.ledger.putGate('iris', 'iris-000000000001-1', newer, 0);
    expect(await history('iris')).toHaveLength(3);
  });
});
