import * as z from 'zod';
import { arnOf } from '../../context.ts';
import { deployer } from './deployer.ts';

export const dynamoDbTable = deployer({
  properties: z.strictObject({
    TableName: z.string(),
    BillingMode: z.literal('PAY_PER_REQUEST'),
    AttributeDefinitions: z.array(
      z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
    ),
    KeySchema: z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
  }),
  inert: {
    PointInTimeRecoverySpecification: 'there are no backups',
    SSESpecification: 'items are in memory only',
    TimeToLiveSpecification: 'items never expire',
  },
  async create(table, { context, services }) {
    await services.dynamodb.createTable(table);
    return {
      ref: table.TableName,
      attributes: { Arn: arnOf(context, 'dynamodb', `table/${table.TableName}`) },
    };
  },
});
