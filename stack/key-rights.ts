import type { Settings } from './settings.ts';

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** In China the service's name ends in .cn. */
const through = (service: string): object => ({
  StringLike: { 'kms:ViaService': { 'Fn::Sub': `${service}.\${AWS::Region}.amazonaws.com*` } },
});

/** What DynamoDB does with a table's key in the name of whoever uses the table (its guide, "Encryption at rest"). */
const ofTables = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** The rights to KMS keys that a role needs beside its rights to buckets and tables, under the settings. */
export function keyRights(
  statements: readonly Statement[],
  { artifacts, storage }: Settings['keys'],
): Statement[] {
  const actions = statements.flatMap(({ Action }) => Action);
  const may = (name: RegExp) => actions.some((action) => name.test(action));
  const stored = storage === undefined ? [] : [storage];
  const read = [...new Set([...artifacts, ...stored])];
  return [
    ...(may(/^s3:GetObject/) && read.length > 0 ? [allow(['kms:Decrypt'], read, through('s3'))] : []),
    ...(may(/^s3:PutObject$/) && storage ? [allow(['kms:GenerateDataKey'], stored, through('s3'))] : []),
    ...(may(/^dynamodb:/) && storage ? [allow(ofTables, stored, through('dynamodb'))] : []),
  ];
}

const allow = (Action: readonly string[], Resource: readonly string[], Condition: object): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  Condition,
});
