import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { gateItemSchema } from '../../core/gates/item.ts';
import type { GateRecord } from '../../core/records/gate-record.ts';
import { endpointKey } from './keys.ts';
import { dynamoTable } from './table.ts';

const kept = z.object({ sk: z.string(), item: gateItemSchema });

/**
 * All gates of an endpoint, or of one of its rollouts. For display only: gates that this version cannot read
 * are left out.
 */
export function gateHistory(client: DynamoDBClient, tableName: string) {
  const table = dynamoTable(client, tableName);
  return async (endpoint: string, rollout?: string): Promise<GateRecord[]> => {
    const items = await table.under(
      endpointKey(endpoint),
      rollout === undefined ? 'gate#' : `gate#${rollout}#`,
    );
    return items.flatMap((found) => {
      const read = kept.safeParse(found);
      const name = /^gate#([^#]+)#/.exec(read.data?.sk ?? '')?.[1];
      return read.success && name !== undefined ? [{ rollout: name, item: read.data.item }] : [];
    });
  };
}
