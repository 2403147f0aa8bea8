/** An object's tags by key, in the order they were given. */
export type Tags = ReadonlyMap<string, string>;
