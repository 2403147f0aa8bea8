import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Artifact } from '../../core/artifact.ts';
import type { Inspections } from '../../core/ports/artifacts.ts';
import { problemSchema } from '../../core/values/problem.ts';
import { dynamoTable } from './table.ts';

/** Longer than any rollout waits. A later attempt reads the archive again. */
const keptDays = 60;

const itemSchema = z.object({ rules: z.number(), problem: problemSchema.optional() });

/** Inspections of uploads, one item per version. They lie beside the other items of the same key. */
export function dynamoInspections(client: DynamoDBClient, tableName: string, now: () => number): Inspections {
  const table = dynamoTable(client, tableName);
  const keyOf = ({ bucket, key, versionId = '' }: Artifact) => ({
    pk: `artifact#${bucket}/${key}`,
    sk: `inspection#${versionId}`,
  });
  return {
    async found(artifact, rules) {
      const { success, data } = itemSchema.safeParse(await table.get(keyOf(artifact)));
      return success && data.rules === rules ? { problem: data.problem } : undefined;
    },

    async keep(artifact, rules, problem) {
      const expiresAt = Math.ceil(now() / 1000) + keptDays * 86_400;
      await table.put({ ...keyOf(artifact), rules, problem, expiresAt });
    },
  };
}
