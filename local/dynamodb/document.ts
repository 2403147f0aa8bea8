/**
 * Documents as DynamoDB's own JSON and back: what @aws-sdk/lib-dynamodb does to them with its marshalling and its codec,
 * for the values that documents are made of. Whatever else there is in one is left to the library.
 */

/** `{ S: '…' }`, `{ M: … }`, with bytes as base64 text. */
export type Attribute = Readonly<Record<string, unknown>>;

/** A value that the library may know what to do with, or refuses. */
export class UnusualValue extends Error {}

/**
 * @param dropUndefined the option `removeUndefinedValues`
 * @throws UnusualValue for instances of classes, imprecise numbers, empty sets, undefined where it is not to be dropped
 */
export function attributeOf(value: unknown, dropUndefined: boolean): Attribute {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      return { N: numberText(value) };
    case 'boolean':
      return { BOOL: value };
    case 'object':
      break;
    default:
      throw new UnusualValue();
  }
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: attributesOfList(value, dropUndefined) };
  if (value instanceof Set) return attributeOfSet(value);
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') };
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new UnusualValue();
  return { M: attributesOf(value as Readonly<Record<string, unknown>>, dropUndefined) };
}

/** Each member of a document as an attribute. */
export function attributesOf(
  document: Readonly<Record<string, unknown>>,
  dropUndefined: boolean,
): Record<string, Attribute> {
  const attributes: Record<string, Attribute> = {};
  for (const name of Object.keys(document)) {
    const value = document[name];
    if (value === undefined && dropUndefined) continue;
    attributes[name] = attributeOf(value, dropUndefined);
  }
  return attributes;
}

function attributesOfList(list: readonly unknown[], dropUndefined: boolean): Attribute[] {
  const attributes: Attribute[] = [];
  for (const value of list) {
    if (value !== undefined || !dropUndefined) attributes.push(attributeOf(value, dropUndefined));
  }
  return attributes;
}

function attributeOfSet(set: ReadonlySet<unknown>): Attribute {
  const values = [...set];
  if (values.length === 0) throw new UnusualValue();
  if (values.every((value) => typeof value === 'string')) return { SS: values };
  if (values.every((value) => typeof value === 'number')) return { NS: values.map(numberText) };
  throw new UnusualValue();
}

function numberText(value: number): string {
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) throw new UnusualValue();
  const text = value.toString();
  // Too small a number, perhaps; DynamoDB writes it out in any case.
  if (text.includes('e')) throw new UnusualValue();
  return text;
}

/** The document of such attributes. @throws Error for a type that DynamoDB has not */
export function documentOf(attributes: Readonly<Record<string, Attribute>>): Record<string, unknown> {
  const document: Record<string, unknown> = {};
  for (const name of Object.keys(attributes)) document[name] = nativeOf(attributes[name] as Attribute);
  return document;
}

function nativeOf(attribute: Attribute): unknown {
  for (const type in attribute) {
    const value = attribute[type];
    switch (type) {
      case 'S':
      case 'BOOL':
        return value;
      case 'N':
        return numberOf(value as string);
      case 'NULL':
        return null;
      case 'M':
        return documentOf(value as Readonly<Record<string, Attribute>>);
      case 'L':
        return (value as readonly Attribute[]).map(nativeOf);
      case 'SS':
        return new Set(value as readonly string[]);
      case 'NS':
        return new Set((value as readonly string[]).map(numberOf));
      case 'B':
        return bytesOf(value as string);
      case 'BS':
        return new Set((value as readonly string[]).map(bytesOf));
      default:
        throw new Error(`Unsupported type passed: ${type}`);
    }
  }
  throw new Error('an attribute without a value');
}

/** As the library reads it: what a number can't hold exactly is a bigint, if it is whole. */
function numberOf(text: string): number | bigint {
  const value = Number(text);
  return Math.abs(value) > Number.MAX_SAFE_INTEGER && Number.isFinite(value) ? BigInt(text) : value;
}

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
