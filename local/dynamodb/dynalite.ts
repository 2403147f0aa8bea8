import { createRequire } from 'node:module';
import { ItemStore } from './item-store.ts';
import { type ExpressionParser, withMemory } from './parse-cache.ts';
import { type Placing, rememberingKeys } from './remembered-keys.ts';
import { inWholePages, type QueryTable } from './whole-page.ts';

/**
 * dynalite's inside, used without its HTTP server: `store` holds the tables, `validate` does what its front does
 * before an action, `run` is the action. Untyped JavaScript, so this file says what we rely on (dynalite 4.0.0).
 */

export type Json = Readonly<Record<string, unknown>>;

export interface Store {
  readonly tableDb: { awsAccountId: string; awsRegion: string };
  /**
   * The table's description, if actions on its items are done without the host's timers: it is ACTIVE, and known from
   * an earlier action.
   */
  tableAtHand(name: string): Json | undefined;
  /** The table is changed: what was known of it is read again. */
  forgetTable(name: string): void;
}

type Done = (error: unknown, output?: Json) => void;

/** What `create` makes, as far as it is used or replaced. */
interface Made extends Omit<Store, 'tableAtHand' | 'forgetTable'> {
  /** With two arguments for actions on items, which do not change it; with `false` for those that do. */
  getTable(name: string, checkStatus: false | Done, done?: Done): void;
}

interface Validation {
  readonly types: Json;
  readonly custom?: unknown;
}

type Action = (store: Store | Made, input: unknown, done: Done) => void;

const require = createRequire(import.meta.url);
const db: Placing & {
  create(options: Json): Made;
  itemSize(item: Json): number;
  queryTable: QueryTable;
  readonly MAX_SIZE: number;
} = require('dynalite/db');
const { checkTypes, checkValidations, toLowerFirst } = require('dynalite/validations') as {
  checkTypes(input: unknown, types: Json): Json;
  checkValidations(input: unknown, types: Json, custom: unknown, store: Store | Made): void;
  toLowerFirst(operation: string): string;
};

const parserOf = (name: string): ExpressionParser => require(`dynalite/db/${name}Parser`);

db.queryTable = inWholePages(db.queryTable);
// Its actions find these in the module, too.
Object.assign(db, rememberingKeys({ ...db }));

/** In bytes, as DynamoDB counts them. */
export const itemSize = (item: Json): number => db.itemSize(item);
export const largestItem = db.MAX_SIZE;

/** dynalite's parsers of expressions as they are. */
export const plainParsers = {
  condition: { parse: parserOf('condition').parse },
  update: { parse: parserOf('update').parse },
  projection: { parse: parserOf('projection').parse },
};
// Validations parse the expressions of every request anew. They find the parsers' functions in these modules.
for (const [name, plain] of Object.entries(plainParsers)) Object.assign(parserOf(name), withMemory(plain));

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

/** Actions on items alone: they need nothing of the host's if their table is at hand. */
export const itemOperations: readonly Operation[] = [
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
];

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

interface StoreOptions {
  readonly account: string;
  readonly region: string;
}

/** An empty store as dynalite makes it, on level's database in memory. Its tables change state without delay. */
export const levelStore = (options: StoreOptions): Made => {
  const store = db.create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  store.tableDb.awsAccountId = options.account;
  store.tableDb.awsRegion = options.region;
  return store;
};

/** The same with items in `ItemStore`s. */
export const createStore = (options: StoreOptions): Store => {
  const store = levelStore(options);
  return Object.assign(store, itemStores(), knownTables(store));
};

function itemStores() {
  const stores = new Map<string, ItemStore>();
  const storeOf = (name: string): ItemStore => {
    const store = stores.get(name) ?? new ItemStore();
    stores.set(name, store);
    return store;
  };
  const remove = (name: string, done: Done): void => {
    stores.delete(name);
    done(null);
  };
  const indexName = (type: string, table: string, index: string) =>
    `index ${type.toLowerCase()} ${table} ${index}`;
  return {
    getItemDb: (table: string) => storeOf(`table ${table}`),
    deleteItemDb: (table: string, done: Done) => remove(`table ${table}`, done),
    getIndexDb: (type: string, table: string, index: string) => storeOf(indexName(type, table, index)),
    deleteIndexDb: (type: string, table: string, index: string, done: Done) =>
      remove(indexName(type, table, index), done),
  };
}

/** Tables stay where dynalite has them; each is read once for the actions on its items. */
function knownTables(store: Made) {
  const getTable = store.getTable.bind(store);
  const known = new Map<string, Json>();
  return {
    getTable(name: string, checkStatus: false | Done, done?: Done): void {
      const table = known.get(name);
      if (typeof checkStatus !== 'function') getTable(name, checkStatus, done);
      else if (table !== undefined) checkStatus(null, table);
      else {
        getTable(name, (error, found) => {
          if (found?.TableStatus === 'ACTIVE') known.set(name, found);
          checkStatus(error, found);
        });
      }
    },
    tableAtHand: (name: string) => known.get(name),
    forgetTable: (name: string) => void known.delete(name),
  };
}

/** The members of an operation's input that dynalite knows; it drops all others without a word. */
export const knownMembers = (operation: Operation): readonly string[] =>
  Object.keys(modules[operation].types);

/** What makes of an input what dynalite's actions take. */
export type Check = (store: Store | Made, operation: Operation, input: Json) => Json;

/** As dynalite's front does. @throws DynaliteError for what is not valid */
export const check: Check = (store, operation, input) => {
  const { types, custom } = modules[operation];
  const checked = checkTypes({ ...input }, types);
  checkValidations(checked, types, custom, store);
  return checked;
};

/** Runs one operation. @throws DynaliteError, or whatever failed inside dynalite */
export async function run(
  store: Store | Made,
  operation: Operation,
  input: Json,
  checked: Check = check,
): Promise<Json> {
  const action = modules[operation].run;
  const known = checked(store, operation, input);
  return new Promise((resolve, reject) => {
    action(store, known, (error, output) => (error ? reject(error) : resolve(output ?? {})));
  });
}
