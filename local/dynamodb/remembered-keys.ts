type Json = Readonly<Record<string, unknown>>;

/** The parts of dynalite by which it finds where an item is kept, as far as they are replaced here. */
export interface Placing {
  /** @param keySchema the table's own where it is left out */
  createKey(item: Json, table: Json, keySchema?: unknown): string;
  hashPrefix(...pieces: readonly unknown[]): string;
  updateIndexes(
    store: unknown,
    table: Json,
    before: Json | undefined,
    after: Json | null,
    done: (error?: unknown) => void,
  ): void;
}

/** Programs have few keys in use at a time. */
const mostKept = 20_000;

/**
 * The same, where each digest of a hash key and each table's key is worked out once, and what has no indexes is not searched
 * for any. dynalite makes an MD5 digest of the hash key for each action.
 */
export function rememberingKeys({ createKey, hashPrefix, updateIndexes }: Placing): Placing {
  const prefixes = new Map<string, string>();
  const keys = new WeakMap<Json, Map<string, string>>();
  return {
    hashPrefix(...pieces) {
      const [value, type] = pieces;
      if (pieces.length !== 2 || typeof value !== 'string') return hashPrefix(...pieces);
      return remembered(prefixes, `${type} ${value}`, () => hashPrefix(value, type));
    },
    createKey(item, table, keySchema) {
      if (keySchema !== undefined) return createKey(item, table, keySchema);
      const ofTable = keys.get(table) ?? new Map<string, string>();
      keys.set(table, ofTable);
      let name = '';
      for (const { AttributeName } of table.KeySchema as readonly { readonly AttributeName: string }[]) {
        const attribute = item[AttributeName] as Json;
        // Lengths tell where one ends and the next begins: keys may hold any character.
        for (const type in attribute) name += `${type}${String(attribute[type]).length} ${attribute[type]}`;
      }
      return remembered(ofTable, name, () => createKey(item, table));
    },
    updateIndexes(store, table, before, after, done) {
      const has = table.LocalSecondaryIndexes !== undefined || table.GlobalSecondaryIndexes !== undefined;
      if (has) updateIndexes(store, table, before, after, done);
      else done();
    },
  };
}

function remembered(known: Map<string, string>, name: string, make: () => string): string {
  const found = known.get(name);
  if (found !== undefined) return found;
  const made = make();
  if (known.size >= mostKept) known.clear();
  known.set(name, made);
  return made;
}
