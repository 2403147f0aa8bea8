import { NormalizedSchema } from '@smithy/core/schema';
import { generateIdempotencyToken } from '@smithy/core/serde';
import type { Schema } from '@smithy/types';

/** Copies a value as its way over the wire would: nothing is shared, and members that the shape lacks are gone. */
export type Copy = (value: unknown) => unknown;

const copies = new Map<Schema, Copy>();

/**
 * How values of a shape are copied, worked out once for each shape. Like AWS JSON: members of structures that are
 * undefined or null are left out, nulls of lists and maps too unless these are sparse; idempotency tokens are made
 * where they are missing.
 */
export function copyOf(schema: Schema): Copy {
  const known = copies.get(schema);
  if (known !== undefined) return known;
  // Shapes may hold themselves: whoever asks meanwhile is given what will be there by then.
  let made: Copy | undefined;
  copies.set(schema, (value) => (made as Copy)(value));
  made = makeCopy(NormalizedSchema.of(schema));
  copies.set(schema, made);
  return made;
}

function makeCopy(shape: NormalizedSchema): Copy {
  if (shape.isUnitSchema()) return () => ({});
  if (shape.isDocumentSchema()) return (value) => JSON.parse(JSON.stringify(value));
  if (shape.isStructSchema()) return structCopy(shape);
  if (shape.isListSchema()) return listCopy(copyOfMember(shape.getValueSchema()), isSparse(shape));
  if (shape.isMapSchema()) return mapCopy(copyOfMember(shape.getValueSchema()), isSparse(shape));
  if (shape.isTimestampSchema()) return (value) => (value instanceof Date ? new Date(value) : value);
  if (shape.isBlobSchema()) return blobCopy;
  return (value) => value;
}

const isSparse = (shape: NormalizedSchema): boolean => Boolean(shape.getMergedTraits().sparse);

/** A member's schema may have traits of its own: the shape behind it is what is copied. */
const copyOfMember = (member: NormalizedSchema): Copy => copyOf(member.getSchema() as Schema);

function structCopy(shape: NormalizedSchema): Copy {
  const members: { readonly name: string; readonly copy: Copy; readonly isToken: boolean }[] = [];
  let isRead = false;
  return (value) => {
    if (typeof value !== 'object' || value === null) return value;
    if (!isRead) {
      for (const [name, member] of shape.structIterator()) {
        members.push({ name, copy: copyOfMember(member), isToken: Boolean(member.isIdempotencyToken()) });
      }
      isRead = true;
    }
    const from = value as Readonly<Record<string, unknown>>;
    const copied: Record<string, unknown> = {};
    for (const { name, copy, isToken } of members) {
      const member = from[name];
      if (member !== undefined && member !== null) copied[name] = copy(member);
      else if (isToken) copied[name] = generateIdempotencyToken();
    }
    return copied;
  };
}

function listCopy(copy: Copy, sparse: boolean): Copy {
  return (value) => {
    if (!Array.isArray(value)) return value;
    const copied: unknown[] = [];
    for (const item of value) {
      if (item !== undefined && item !== null) copied.push(copy(item));
      else if (sparse) copied.push(null);
    }
    return copied;
  };
}

function mapCopy(copy: Copy, sparse: boolean): Copy {
  return (value) => {
    if (typeof value !== 'object' || value === null) return value;
    const copied: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(value)) {
      if (item !== undefined && item !== null) copied[key] = copy(item);
      else if (sparse) copied[key] = null;
    }
    return copied;
  };
}

/** What is sent as text is its bytes; what is received is bytes of one's own. */
function blobCopy(value: unknown): unknown {
  if (typeof value === 'string') return new Uint8Array(Buffer.from(value));
  return value instanceof Uint8Array ? new Uint8Array(value) : value;
}
