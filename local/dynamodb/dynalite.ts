import { createRequire } from 'node:module';

/**
 * dynalite's inside, used without its HTTP server: `store` holds the tables, `validate` does what its front does
 * before an action, `run` is the action. Untyped JavaScript, so this file says what we rely on (dynalite 4.0.0).
 */

export type Json = Readonly<Record<string, unknown>>;

export interface Store {
  readonly tableDb: { awsAccountId: string; awsRegion: string };
}

interface Validation {
  readonly types: Json;
  readonly custom?: unknown;
}

type Action = (store: Store, input: unknown, done: (error: unknown, output?: Json) => void) => void;

const require = createRequire(import.meta.url);
const { create }: { create(options: Json): Store } = require('dynalite/db');
const { checkTypes, checkValidations, toLowerFirst } = require('dynalite/validations') as {
  checkTypes(input: unknown, types: Json): unknown;
  checkValidations(input: unknown, types: Json, custom: unknown, store: Store): void;
  toLowerFirst(operation: string): string;
};

const operations = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
] as const;

export type Operation = (typeof operations)[number];

export const isOperation = (name: string): name is Operation =>
  operations.some((operation) => operation === name);

const modules = Object.fromEntries(
  operations.map((operation) => {
    const name = toLowerFirst(operation);
    return [
      operation,
      { run: require(`dynalite/actions/${name}`), ...require(`dynalite/validations/${name}`) },
    ];
  }),
) as Record<Operation, Validation & { readonly run: Action }>;

/** An error as dynalite makes them: the wire body is ready. */
export interface DynaliteError {
  readonly statusCode: number;
  readonly body: Json;
}

export const isDynaliteError = (error: unknown): error is DynaliteError =>
  typeof error === 'object' && error !== null && 'statusCode' in error && 'body' in error;

/** An empty store in memory, whose tables change state without delay. */
export const createStore = (options: { readonly account: string; readonly region: string }): Store => {
  const store = create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  store.tableDb.awsAccountId = options.account;
  store.tableDb.awsRegion = options.region;
  return store;
};

/** The members of an operation's input that dynalite knows; it drops all others without a word. */
export const knownMembers = (operation: Operation): readonly string[] =>
  Object.keys(modules[operation].types);

/** Runs one operation. @throws DynaliteError, or whatever failed inside dynalite */
export async function run(store: Store, operation: Operation, input: Json): Promise<Json> {
  const { types, custom, run: action } = modules[operation];
  const checked = checkTypes({ ...input }, types);
  checkValidations(checked, types, custom, store);
  return new Promise((resolve, reject) => {
    action(store, checked, (error, output) => (error ? reject(error) : resolve(output ?? {})));
  });
}
