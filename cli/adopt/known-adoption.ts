import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoLedger } from '../../adapters/ledger/dynamo-ledger.ts';
import type { Reading } from '../../core/doctor/installation/installation-facts.ts';
import type { Adoption } from '../../core/records/adoption.ts';
import type { Aws } from '../aws/aws.ts';
import { lookedAt } from '../doctor/looked-at.ts';

/** The record of an adoption, if there is one. People may lack the right to read the table. */
export const knownAdoption = (
  { clients, names }: Aws,
  endpoint: string,
): Promise<Reading<Adoption | undefined>> =>
  lookedAt('dynamodb:GetItem', () => dynamoLedger(clients(DynamoDBClient), names.table).adoption(endpoint));
