import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { lastKnownStateSchema } from '../../../core/drift/drift.ts';
import { type JudgeOff, judgeOffSchema } from '../../../core/gates/judge-off.ts';
import { type Lease, leaseSchema, unclaimed } from '../../../core/lease/lease.ts';
import { rolloutRecordSchema } from '../../../core/records/rollout-record.ts';
import type { Aws } from '../../aws/aws.ts';

/** What the first view needs of a rollout: little of its record, as there may be thousands. */
const pastSchema = rolloutRecordSchema
  .pick({ name: true, endpoint: true, attempt: true, start: true, startedAt: true, phases: true })
  .extend({
    release: z.object({ id: z.string(), version: z.string(), uploadedBy: z.string() }),
    plan: z.object({ config: z.string(), previousConfig: z.string().nullable() }).optional(),
    outcome: rolloutRecordSchema.shape.outcome,
    endedAt: rolloutRecordSchema.shape.endedAt,
    conclusion: z.object({ cause: z.string(), urgent: z.boolean() }).optional(),
  });
export type PastRollout = z.infer<typeof pastSchema>;

/** An endpoint as the ledger has it. */
export interface LedgerEndpoint {
  /** In lower case, as in the ledger's keys. */
  readonly key: string;
  /** Oldest first. */
  readonly rollouts: readonly PastRollout[];
  readonly lease: Lease;
  /** What it served when it was last read; the config is null if it was gone. */
  readonly lastKnown: z.infer<typeof lastKnownStateSchema> | undefined;
  readonly judgeOff: JudgeOff | undefined;
}

const names = {
  '#name': 'name',
  '#release': 'release',
  '#start': 'start',
  '#plan': 'plan',
  '#id': 'id',
  '#version': 'version',
  '#next': 'next',
  '#status': 'status',
  '#by': 'by',
  '#at': 'at',
};
const projection = [
  ...['pk', 'sk', '#name', 'endpoint', 'attempt', '#start', 'startedAt', 'phases', 'outcome', 'endedAt'],
  ...['#release.#id', '#release.#version', '#release.uploadedBy', '#plan.config', '#plan.previousConfig'],
  ...['conclusion.cause', 'conclusion.urgent'],
  // Of the lease, the last known state and the switch of judging.
  ...['fence', 'holder', '#next', 'newest', 'configName', '#status', 'lastModified', '#by', 'reason', '#at'],
].join(', ');

/**
 * All endpoints of the ledger, by one scan of the table. Items that this version cannot read are left out: it is only
 * for display.
 */
export async function scanLedger({
  clients,
  names: { table },
}: Pick<Aws, 'clients' | 'names'>): Promise<LedgerEndpoint[]> {
  const client = DynamoDBDocumentClient.from(clients(DynamoDBClient));
  const found = new Map<string, Item[]>();
  const pages = paginateScan(
    { client },
    {
      TableName: table,
      FilterExpression:
        'begins_with(pk, :endpoint) AND (sk IN (:lease, :live, :judge) OR begins_with(sk, :rollout))',
      ProjectionExpression: projection,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: {
        ':endpoint': 'endpoint#',
        ':lease': 'lease',
        ':live': 'live',
        ':judge': 'judge',
        ':rollout': 'rollout#',
      },
    },
  );
  for await (const { Items = [] } of pages)
    for (const item of Items) {
      const key = String(item.pk).slice('endpoint#'.length);
      const items = found.get(key) ?? [];
      items.push(item);
      found.set(key, items);
    }
  return [...found].map(([key, items]) => endpointOf(key, items)).sort((a, b) => (a.key < b.key ? -1 : 1));
}

type Item = Readonly<Record<string, unknown>>;

function endpointOf(key: string, items: readonly Item[]): LedgerEndpoint {
  const only = <S extends z.ZodType>(sk: string, schema: S): z.infer<S> | undefined =>
    schema.safeParse(items.find((item) => item.sk === sk)).data;
  return {
    key,
    rollouts: items
      .filter(({ sk }) => String(sk).startsWith('rollout#'))
      .map((item) => pastSchema.safeParse(item).data)
      .filter((record) => record !== undefined)
      .sort((a, b) => a.startedAt.localeCompare(b.startedAt)),
    lease: only('lease', leaseSchema) ?? unclaimed,
    lastKnown: only('live', lastKnownStateSchema),
    judgeOff: only('judge', judgeOffSchema),
  };
}

/** What the first view needs of a whole record. */
export const pastOf = (record: z.infer<typeof rolloutRecordSchema>): PastRollout => pastSchema.parse(record);
