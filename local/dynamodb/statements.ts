import { type Check, check, itemSize, type Json, largestItem } from './dynalite.ts';
import { emptied, filled } from './holes.ts';
import { looksAtValues, typesNamedIn } from './parse-cache.ts';

/** Programs have few statements. Names are part of what is kept, and may be many. */
const mostKept = 2000;

/**
 * Checks inputs whose values are valid one by one, as those are that `attributesOf` makes of documents. Then an input is
 * valid if one of the same shape is: same operation, same members, same names and types of values. So dynalite checks
 * each shape once, which takes more time than most actions. Keys are checked by the actions. Nothing that is kept
 * depends on a store.
 */
export function checkOncePerShape(): Check {
  const kept = new Map<string, Json>();
  return (store, operation, input) => {
    const shape = shapeOf(operation, input);
    if (shape === undefined) return check(store, operation, input);
    const known = kept.get(shape);
    if (known !== undefined) return withValues(known, input);
    const checked = check(store, operation, input);
    if (kept.size >= mostKept) kept.clear();
    const { Key, Item, ExclusiveStartKey, ExpressionAttributeValues, ...rest } = checked;
    kept.set(shape, emptied(rest, (ExpressionAttributeValues ?? {}) as Json) as Json);
    return checked;
  };
}

type Attributes = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Undefined where what is valid depends on the values, and for what is told of too large an item. */
function shapeOf(operation: string, input: Json): string | undefined {
  let shape = operation;
  for (const name in input) {
    const member = input[name];
    shape += `\n${name} `;
    if (name === 'ExpressionAttributeValues') {
      for (const value in member as Json)
        for (const type in (member as Json)[value] as Json) shape += `${value} ${type} `;
    } else if (name === 'ExpressionAttributeNames') {
      shape += JSON.stringify(member);
    } else if (name === 'Item') {
      if (itemSize(member as Json) > largestItem) return undefined;
    } else if (name !== 'Key' && name !== 'ExclusiveStartKey') {
      if (typeof member === 'string' && name.endsWith('Expression')) {
        if (looksAtValues(member)) return undefined;
        shape += typesNamedIn(member, input.ExpressionAttributeValues as Attributes | undefined);
      }
      shape += `${typeof member} ${member}`;
    }
  }
  return shape;
}

/** An action may add to a key what else an item has. */
const withValues = (
  known: Json,
  { Key, Item, ExclusiveStartKey, ExpressionAttributeValues }: Json,
): Json => ({
  ...(filled(known, (ExpressionAttributeValues ?? {}) as Json) as Json),
  ...(Key !== undefined && { Key: { ...(Key as Json) } }),
  ...(Item !== undefined && { Item }),
  ...(ExclusiveStartKey !== undefined && { ExclusiveStartKey }),
  ...(ExpressionAttributeValues !== undefined && { ExpressionAttributeValues }),
});
