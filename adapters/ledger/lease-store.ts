import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import {
  type Lease,
  LeaseContended,
  type Leases,
  leaseSchema,
  type SeenLease,
  unclaimed,
} from '../../core/lease/lease.ts';
import { leaseKey } from './keys.ts';
import { dynamoTable, onlyIf } from './table.ts';

/**
 * How often a change is decided again before giving up. In each round one contender succeeds, so this many
 * can change one lease at the same instant. Beyond that, the state machine's Retry waits.
 */
const tries = 16;

const leaseItem = leaseSchema.extend({ revision: z.number().int().positive() });

/**
 * The leases in the ledger's table, one item per endpoint. A change is read, decided, and written only if the
 * item's revision is unchanged, so no decision rests on stale data.
 */
export function dynamoLeases(client: DynamoDBClient, tableName: string): Leases {
  const table = dynamoTable(client, tableName);

  async function stored(endpoint: string): Promise<SeenLease> {
    const item = await table.get(leaseKey(endpoint));
    if (item === undefined) return { lease: unclaimed, revision: 0 };
    const { revision, ...lease } = leaseItem.parse(item);
    return { lease, revision };
  }

  /** False if another has written since `revision` was read. */
  const write = (endpoint: string, { lease, revision }: SeenLease): Promise<boolean> =>
    onlyIf(
      table.put(
        { ...leaseKey(endpoint), ...lease, revision: revision + 1 },
        revision === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'revision = :read', ExpressionAttributeValues: { ':read': revision } },
      ),
    );

  return {
    read: async (endpoint) => (await stored(endpoint)).lease,

    look: stored,

    async change(endpoint, decide, seen) {
      let before = seen ?? (await stored(endpoint));
      for (let tried = 0; tried < tries; tried += 1) {
        const { lease, answer } = decide(before.lease);
        if (lease === before.lease || (await write(endpoint, { lease, revision: before.revision })))
          return answer;
        const now = await stored(endpoint);
        // The SDK repeats a write whose answer was lost, and its own first write then refuses it. If somebody
        // else wrote the very same lease, success is just as right.
        if (now.revision === before.revision + 1 && isDeepStrictEqual(now.lease, asStored(lease)))
          return answer;
        before = now;
      }
      throw new LeaseContended(endpoint, tries);
    },
  };
}

/** The lease as the table stores it: without undefined attributes. */
const asStored = (lease: Lease): unknown => JSON.parse(JSON.stringify(lease));
