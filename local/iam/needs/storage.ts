import { arnOf } from '../../context.ts';
import { anywhere, type Need, type NeedSite, type Needs, need } from './need.ts';

const table = ({ context }: NeedSite, nameOrArn: unknown): string => {
  const given = String(nameOrArn ?? '');
  return given.startsWith('arn:') ? given : arnOf(context, 'dynamodb', `table/${given}`);
};

const onTable =
  (action: string): Need =>
  (input, site) =>
    need(`dynamodb:${action}`, table(site, input.TableName));

/** A query of an index is one on the index, not on its table. */
const onIndex =
  (action: string): Need =>
  (input, site) => {
    const arn = table(site, input.TableName);
    return need(
      `dynamodb:${action}`,
      input.IndexName === undefined ? arn : `${arn}/index/${input.IndexName}`,
    );
  };

const onTables =
  (action: string): Need =>
  (input, site) =>
    Object.keys(input.RequestItems ?? {}).map((name) => need(`dynamodb:${action}`, table(site, name)));

/** Of a transaction each action is needed by itself. */
const onEachWrite: Need = (input, site) =>
  (input.TransactItems ?? []).flatMap((action: Readonly<Record<string, { readonly TableName?: string }>>) =>
    Object.entries(action).flatMap(([name, write]) =>
      write == null ? [] : need(`dynamodb:${name}Item`, table(site, write.TableName)),
    ),
  );

const onArn =
  (action: string): Need =>
  (input) =>
    need(`dynamodb:${action}`, input.ResourceArn ?? '');

/** DynamoDB's actions (Service Authorization Reference, "Amazon DynamoDB"). */
export const dynamodbNeeds: Needs = {
  GetItem: onTable('GetItem'),
  PutItem: onTable('PutItem'),
  UpdateItem: onTable('UpdateItem'),
  DeleteItem: onTable('DeleteItem'),
  Query: onIndex('Query'),
  Scan: onIndex('Scan'),
  BatchGetItem: onTables('BatchGetItem'),
  BatchWriteItem: onTables('BatchWriteItem'),
  TransactWriteItems: onEachWrite,
  CreateTable: onTable('CreateTable'),
  UpdateTable: onTable('UpdateTable'),
  DeleteTable: onTable('DeleteTable'),
  DescribeTable: onTable('DescribeTable'),
  DescribeTimeToLive: onTable('DescribeTimeToLive'),
  ListTables: anywhere('dynamodb:ListTables'),
  ListTagsOfResource: onArn('ListTagsOfResource'),
  TagResource: onArn('TagResource'),
  UntagResource: onArn('UntagResource'),
};

/** A secret that is not there is asked for by the name that was given. */
const onSecret =
  (action: string): Need =>
  (input, site) => {
    const given = String(input.SecretId ?? '');
    return need(`secretsmanager:${action}`, site.secretArn(given) ?? secretNamed(site, given));
  };

const secretNamed = ({ context }: NeedSite, nameOrArn: string): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn : arnOf(context, 'secretsmanager', `secret:${nameOrArn}`);

/** Secrets Manager's actions (Service Authorization Reference, "AWS Secrets Manager"). */
export const secretsManagerNeeds: Needs = {
  CreateSecret: (input, site) => need('secretsmanager:CreateSecret', secretNamed(site, input.Name ?? '')),
  PutSecretValue: onSecret('PutSecretValue'),
  GetSecretValue: onSecret('GetSecretValue'),
  DescribeSecret: onSecret('DescribeSecret'),
  DeleteSecret: onSecret('DeleteSecret'),
  RestoreSecret: onSecret('RestoreSecret'),
  ListSecrets: anywhere('secretsmanager:ListSecrets'),
};

/** A parameter's ARN has one slash before the name, whether or not the name has. */
const parameter = ({ context }: NeedSite, name: unknown): string => {
  const given = String(name ?? '').replace(/:[^:/]*$/, '');
  return given.startsWith('arn:') ? given : arnOf(context, 'ssm', `parameter/${given.replace(/^\//, '')}`);
};

const onParameter =
  (action: string, member: 'Name' | 'Path'): Need =>
  (input, site) =>
    need(`ssm:${action}`, parameter(site, input[member]));

const onParameters =
  (action: string): Need =>
  (input, site) =>
    ((input.Names ?? []) as readonly string[]).map((name) => need(`ssm:${action}`, parameter(site, name)));

/** Systems Manager's actions (Service Authorization Reference, "AWS Systems Manager"). */
export const ssmNeeds: Needs = {
  PutParameter: onParameter('PutParameter', 'Name'),
  GetParameter: onParameter('GetParameter', 'Name'),
  GetParameters: onParameters('GetParameters'),
  GetParametersByPath: onParameter('GetParametersByPath', 'Path'),
  DeleteParameter: onParameter('DeleteParameter', 'Name'),
  DeleteParameters: onParameters('DeleteParameters'),
};
