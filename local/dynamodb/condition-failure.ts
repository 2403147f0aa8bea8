import { AwsError } from '../transport/aws-error.ts';
import {
  type Check,
  type DynaliteError,
  isDynaliteError,
  type Json,
  type Operation,
  run,
  type Store,
} from './dynalite.ts';

const member = 'ReturnValuesOnConditionCheckFailure';
const operations: readonly Operation[] = ['PutItem', 'UpdateItem', 'DeleteItem'];

/** The members of an operation's input that are covered here and not by dynalite. */
export const ownMembers = (operation: Operation): readonly string[] =>
  operations.includes(operation) ? [member] : [];

/**
 * Runs one operation, with ReturnValuesOnConditionCheckFailure, which dynalite does not know: with ALL_OLD, a
 * failed condition tells the item as it stands (API reference, ConditionalCheckFailedException).
 *
 * @throws DynaliteError, or AwsError `ValidationException` for another value than ALL_OLD and NONE
 */
export async function runTellingOld(
  store: Store,
  operation: Operation,
  input: Json,
  check?: Check,
): Promise<Json> {
  if (!operations.includes(operation) || input[member] == null) return run(store, operation, input, check);
  const { [member]: wanted, ...known } = input;
  if (wanted !== 'ALL_OLD' && wanted !== 'NONE') {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${String(wanted)}' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]`,
    );
  }
  try {
    return await run(store, operation, known, check);
  } catch (error) {
    if (wanted === 'NONE' || !isDynaliteError(error) || !isConditionFailure(error)) throw error;
    const { Item } = await run(store, 'GetItem', {
      TableName: known.TableName,
      Key: known.Key ?? (await keyOf(store, known)),
      ConsistentRead: true,
    });
    throw Item === undefined
      ? error
      : { ...error, statusCode: error.statusCode, body: { ...error.body, Item } };
  }
}

const isConditionFailure = ({ body }: DynaliteError): boolean =>
  String(body.__type).endsWith('ConditionalCheckFailedException');

/** The key of an item to put: of its members those that the table's key schema names. */
export async function keyOf(store: Store, { TableName, Item }: Json): Promise<Json> {
  const Table = (store.tableAtHand(String(TableName)) ??
    (await run(store, 'DescribeTable', { TableName })).Table) as {
    KeySchema: readonly { AttributeName: string }[];
  };
  const item = Item as Json;
  return Object.fromEntries(Table.KeySchema.map(({ AttributeName: name }) => [name, item[name]]));
}
