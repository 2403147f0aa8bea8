import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { hostSleep } from '../clock/host.ts';
import type { LocalContext } from '../context.ts';
import { AwsError, asAwsError, notCovered } from '../transport/aws-error.ts';
import { text, utf8, type WireResponse, type WireService } from '../transport/wire.ts';
import { ownMembers, runTellingOld } from './condition-failure.ts';
import {
  type Check,
  createStore,
  isDynaliteError,
  isOperation,
  itemOperations,
  type Json,
  knownMembers,
  type Operation,
  run,
} from './dynalite.ts';
import { checkOncePerShape } from './statements.ts';
import { transactWrite } from './transact-write.ts';

export interface DynamoDb {
  readonly wire: WireService;
  /** Creates a table for set-up and resolves once it is ACTIVE. @throws AwsError as CreateTable does */
  createTable(input: CreateTableCommandInput): Promise<void>;
}

const checkedOnce = checkOncePerShape();

/** Operations after which a table is on its way to another state. */
const tableChanges: readonly Operation[] = ['CreateTable', 'UpdateTable', 'DeleteTable'];

/**
 * DynamoDB on dynalite, in memory and without a socket. Bodies go through as they are: its protocol is DynamoDB's
 * own JSON. What dynalite lacks or would drop silently is refused. Tables become ACTIVE before the answer to the
 * operation that changed them is out, so no simulated time passes.
 */
export function createDynamoDb(context: LocalContext): DynamoDb {
  const { clock, random } = context;
  const store = createStore(context);

  /** While a transaction is written, nothing comes in between. */
  let transacting: Promise<unknown> | undefined;
  const untransacted = async (): Promise<void> => {
    while (transacting !== undefined) await transacting.catch(() => undefined);
  };

  /** Those of the last ten minutes, by their tokens: the same request is done once. */
  const done = new Map<string, { readonly at: number; readonly text: string; readonly output: Json }>();

  const transact = async (input: Json): Promise<Json> => {
    if (transacting !== undefined) await untransacted();
    const { ClientRequestToken: token, ...request } = input;
    const text = JSON.stringify(request);
    const before = typeof token === 'string' ? done.get(token) : undefined;
    if (before !== undefined && clock.now() - before.at < tokenMs) {
      if (before.text === text) return before.output;
      throw new AwsError('IdempotentParameterMismatchException', 'the token was used for another request');
    }
    const tables = tablesIn(input);
    const write = () => transactWrite(store, input);
    const work = tables.every((name) => store.tableAtHand(name) !== undefined) ? write() : clock.io(write);
    transacting = work;
    try {
      const output = await work;
      if (typeof token === 'string') done.set(token, { at: clock.now(), text, output });
      return output;
    } finally {
      transacting = undefined;
    }
  };

  /** One operation: as one leaf on the clock, unless it needs nothing of the host's. */
  const call = async (operation: Operation, input: Json, check?: Check): Promise<Record<string, unknown>> => {
    if (transacting !== undefined) await untransacted();
    refuseUnknownMembers(operation, input);
    const atOnce =
      itemOperations.includes(operation) && store.tableAtHand(String(input.TableName)) !== undefined;
    if (atOnce) return runTellingOld(store, operation, input, check);
    return clock.io(() =>
      tableChanges.includes(operation)
        ? changeTable(operation, input)
        : runTellingOld(store, operation, input),
    );
  };

  const changeTable = async (operation: Operation, input: Json): Promise<Json> => {
    const name = String(input.TableName);
    store.forgetTable(name);
    const output = await run(store, operation, input);
    const table = output.TableDescription;
    // dynalite takes the host's date and chance; its record of the table is this same object until ACTIVE.
    if (operation === 'CreateTable' && isRecord(table)) {
      Object.assign(table, { CreationDateTime: clock.now() / 1000, TableId: random.uuid() });
    }
    const answer = structuredClone(output);
    await tableSettled(name);
    store.forgetTable(name);
    return answer;
  };

  /** dynalite changes a table's state in a timer of the host's, even with no delay. */
  const tableSettled = async (name: string): Promise<void> => {
    for (;;) {
      const status = await run(store, 'DescribeTable', { TableName: name }).then(
        ({ Table }) => (isRecord(Table) ? Table.TableStatus : undefined),
        () => 'DELETED',
      );
      if (status === 'ACTIVE' || status === 'DELETED') return;
      await hostSleep(1);
    }
  };

  const respond = (status: number, body: string): WireResponse => ({
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': random.uuid() },
    body: utf8(body),
  });

  const answerError = (error: unknown): WireResponse => {
    if (isDynaliteError(error)) return respond(error.statusCode, JSON.stringify(error.body));
    const { status, code, message } = asAwsError(error);
    return respond(status, JSON.stringify({ __type: code, message }));
  };

  const wire: WireService = {
    id: 'dynamodb',
    async handle(request) {
      try {
        const operation = (request.headers['x-amz-target'] ?? '').split('.').at(-1) ?? '';
        if (operation === 'TransactWriteItems')
          return respond(200, JSON.stringify(await transact(jsonOf(text(request.body)))));
        if (!isOperation(operation)) throw notCovered(`dynamodb ${operation || '(no operation named)'}`);
        return respond(200, JSON.stringify(await call(operation, jsonOf(text(request.body)))));
      } catch (error) {
        return answerError(error);
      }
    },
    // Inputs and outputs are as on the wire: DynamoDB's JSON, parsed. Values are to be as `attributesOf` makes them;
    // outputs are not to be changed.
    direct: {
      async call(name, input) {
        try {
          if (name === 'TransactWriteItems')
            return { ok: true, output: await transact(input as Json), requestId: random.uuid() };
          if (!isOperation(name)) throw notCovered(`dynamodb ${name}`);
          return { ok: true, output: await call(name, input as Json, checkedOnce), requestId: random.uuid() };
        } catch (error) {
          return { ok: false, refusal: answerError(error) };
        }
      },
      refuse: answerError,
    },
    refuse: answerError,
  };
  return {
    wire,
    async createTable(input) {
      try {
        await call('CreateTable', { ...input });
      } catch (error) {
        throw isDynaliteError(error) ? awsErrorOf(error.body) : error;
      }
    },
  };
}

/** For so long a token stands for its request (API reference, TransactWriteItems). */
const tokenMs = 10 * 60_000;

const tablesIn = ({ TransactItems }: Json): string[] =>
  (Array.isArray(TransactItems) ? (TransactItems as readonly Json[]) : []).flatMap((action) =>
    Object.values(action).map((write) => String((write as Json | null)?.TableName)),
  );

/** @throws AwsError (not covered), e.g. for StreamSpecification */
function refuseUnknownMembers(operation: Operation, input: Json): void {
  const known = [...knownMembers(operation), ...ownMembers(operation)];
  const unknown = Object.keys(input).find((member) => input[member] != null && !known.includes(member));
  if (unknown !== undefined) throw notCovered(`dynamodb ${operation} with ${unknown}`);
}

function jsonOf(body: string): Json {
  try {
    const value: unknown = JSON.parse(body);
    if (isRecord(value)) return value;
  } catch {
    // Said below, with what is JSON but no object.
  }
  throw new AwsError('SerializationException', 'the request body is not a JSON object');
}

/** `com.amazon.coral.validate#ValidationException` is the code ValidationException. */
const awsErrorOf = (body: Json): AwsError =>
  new AwsError(String(body.__type).replace(/^.*#/, ''), String(body.message ?? body.Message ?? ''));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
