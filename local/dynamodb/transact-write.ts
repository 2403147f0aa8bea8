import { AwsError, notCovered } from '../transport/aws-error.ts';
import { keyOf, ownMembers, runTellingOld } from './condition-failure.ts';
import {
  type DynaliteError,
  isDynaliteError,
  type Json,
  knownMembers,
  type Operation,
  run,
  type Store,
} from './dynalite.ts';

const operations: Readonly<Record<string, Operation>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
};
const members = ['TransactItems', 'ClientRequestToken', 'ReturnConsumedCapacity'];
/** TransactWriteItems takes 100 actions. */
const most = 100;

interface Write {
  readonly operation: Operation;
  readonly input: Json;
  readonly key: Json;
}

/**
 * TransactWriteItems, which dynalite has not: all actions, or none if a condition fails (API reference,
 * TransactWriteItems). One after another, and taken back if one fails; whoever calls this keeps all others away meanwhile.
 * ConditionCheck is not covered.
 *
 * @throws DynaliteError `TransactionCanceledException` with a reason for each action, or as the actions do
 */
export async function transactWrite(store: Store, input: Json): Promise<Json> {
  const unknown = Object.keys(input).find((member) => input[member] != null && !members.includes(member));
  if (unknown !== undefined) throw notCovered(`dynamodb TransactWriteItems with ${unknown}`);
  const writes = await Promise.all(actionsIn(input).map((action) => writeOf(store, action)));
  refuseTwice(writes);
  const undo: (() => Promise<unknown>)[] = [];
  const reasons: Json[] = [];
  let units = 0;
  try {
    for (const { operation, input: action, key } of writes) {
      const { TableName } = action;
      const { Item } = await run(store, 'GetItem', { TableName, Key: key, ConsistentRead: true });
      try {
        const done = await runTellingOld(store, operation, { ...action, ReturnConsumedCapacity: 'TOTAL' });
        units += 2 * Number((done.ConsumedCapacity as Json | undefined)?.CapacityUnits ?? 0);
        undo.unshift(() =>
          Item === undefined
            ? run(store, 'DeleteItem', { TableName, Key: key })
            : run(store, 'PutItem', { TableName, Item }),
        );
        reasons.push({ Code: 'None' });
      } catch (error) {
        if (!isDynaliteError(error) || !isConditionFailure(error)) throw error;
        const { Item: old } = error.body;
        const Message = 'The conditional request failed';
        reasons.push({ Code: 'ConditionalCheckFailed', Message, ...(old !== undefined && { Item: old }) });
      }
    }
  } catch (error) {
    for (const back of undo) await back();
    throw error;
  }
  if (reasons.some(({ Code }) => Code !== 'None')) {
    for (const back of undo) await back();
    throw cancelled(reasons);
  }
  if (input.ReturnConsumedCapacity !== 'TOTAL') return {};
  return { ConsumedCapacity: [{ TableName: writes[0]?.input.TableName, CapacityUnits: units }] };
}

function actionsIn({ TransactItems }: Json): readonly Json[] {
  const actions = Array.isArray(TransactItems) ? (TransactItems as readonly Json[]) : [];
  if (actions.length >= 1 && actions.length <= most) return actions;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length between 1 and ${most}`,
  );
}

async function writeOf(store: Store, action: Json): Promise<Write> {
  const [name = '', ...others] = Object.keys(action).filter((member) => action[member] != null);
  const operation = operations[name];
  if (operation === undefined || others.length > 0)
    throw notCovered(`dynamodb TransactWriteItems with ${[name, ...others].join(' and ')}`);
  const input = action[name] as Json;
  const known = [...knownMembers(operation), ...ownMembers(operation)];
  const unknown = Object.keys(input).find((member) => input[member] != null && !known.includes(member));
  if (unknown !== undefined) throw notCovered(`dynamodb TransactWriteItems with ${name}.${unknown}`);
  return { operation, input, key: (input.Key as Json | undefined) ?? (await keyOf(store, input)) };
}

function refuseTwice(writes: readonly Write[]): void {
  const items = writes.map(({ input, key }) => JSON.stringify([input.TableName, Object.entries(key).sort()]));
  if (new Set(items).size === items.length) return;
  throw new AwsError(
    'ValidationException',
    'Transaction request cannot include multiple operations on one item',
  );
}

const isConditionFailure = ({ body }: DynaliteError): boolean =>
  String(body.__type).endsWith('ConditionalCheckFailedException');

const cancelled = (CancellationReasons: readonly Json[]): DynaliteError => ({
  statusCode: 400,
  body: {
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${CancellationReasons.map(({ Code }) => Code).join(', ')}]`,
    CancellationReasons,
  },
});
