import { type AttributeValue, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { env, fakeAws } from '../support/fake-aws.ts';
import { recordedBy01 } from './version-0.1.ts';

type Item = Readonly<Record<string, AttributeValue>>;

const countOf = (table: readonly Item[], prefix: string): number =>
  table.filter(({ sk }) => sk?.S?.startsWith(prefix)).length;

async function storesWith(table: readonly Item[]) {
  const aws = await fakeAws();
  const db = aws.seam.clients(DynamoDBClient);
  for (const Item of table) await db.send(new PutItemCommand({ TableName: env.TABLE_NAME, Item }));
  return aws;
}

describe('what version 0.1 wrote into the table is read today', () => {
  it.each(recordedBy01())('$moment', async ({ table }) => {
    const { ledger, leases } = await storesWith(table);
    const records = await ledger.rollouts('iris');
    expect(records.length).toBeGreaterThan(0);
    expect(records).toHaveLength(countOf(table, 'rollout#'));

    const { holder, fence } = await leases.read('iris');
    expect(fence).toBeGreaterThan(0);
    const underWay = records.filter(({ outcome }) => outcome === undefined).map(({ name }) => name);
    expect(underWay.length > 0).toBe(holder !== undefined);
    if (holder !== undefined) expect(underWay).toContain(holder.claim.rollout);

    expect(await ledger.waiting('iris')).toHaveLength(countOf(table, 'wait#'));
    expect(await ledger.gateWaits('iris')).toHaveLength(countOf(table, 'gatewait#'));
    let gates = 0;
    for (const { name } of records)
      for (const stage of ['before', 'during', 'after'] as const)
        gates += (await ledger.gates('iris', name, stage)).length;
    expect(gates).toBe(countOf(table, 'gate#'));
    expect(Object.keys(await ledger.alarmStates('iris'))).toHaveLength(countOf(table, 'heard#'));
    expect((await ledger.lastKnownState('iris')) === undefined ? 0 : 1).toBe(countOf(table, 'live'));
  });
});
