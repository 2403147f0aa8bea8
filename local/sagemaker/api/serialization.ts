import { AwsError } from '../../transport/aws-error.ts';
import { type InputModel, inputShapeName, type Shape, shapeOf } from './shapes.ts';

/**
 * Checks that a JSON input can be read as the API model says, before anything else is. The texts are those that
 * AWS's JSON services give (public reports: "STRING_VALUE can not be converted to an Integer"). Members that the
 * model has not are ignored, as by AWS's JSON protocols.
 * @throws AwsError SerializationException for the first value of a wrong type
 */
export function assertReadable(model: InputModel, operation: string, input: unknown): void {
  read(model, shapeOf(model, inputShapeName(model, operation)), input);
}

function read(model: InputModel, shape: Shape, value: unknown): void {
  switch (shape.type) {
    case 'structure':
      for (const [name, item] of Object.entries(objectOf(value))) {
        const member = Object.hasOwn(shape.members ?? {}, name) ? shape.members?.[name] : undefined;
        if (member !== undefined && isGiven(item)) read(model, shapeOf(model, member), item);
      }
      return;
    case 'map':
      for (const item of Object.values(objectOf(value))) {
        if (isGiven(item)) read(model, shapeOf(model, shape.value), item);
      }
      return;
    case 'list':
      if (!Array.isArray(value)) throw unreadable(isObject(value) ? unexpectedMap : 'Expected list or null');
      for (const item of value) if (isGiven(item)) read(model, shapeOf(model, shape.member), item);
      return;
    default:
      readScalar(shape.type, value);
  }
}

function readScalar(type: string, value: unknown): void {
  const known = scalars[type];
  if (known === undefined) throw new Error(`constraints.json has a shape of unknown type ${type}`);
  if (known.fits(value)) return;
  if (Array.isArray(value)) throw unreadable(unexpectedList);
  if (isObject(value)) throw unreadable(unexpectedMap);
  const found = typeof value === 'boolean' ? (value ? 'TRUE' : 'FALSE') : (typeof value).toUpperCase();
  throw unreadable(`${found}_VALUE can not be converted to ${known.name}`);
}

const scalars: Readonly<Record<string, { readonly name: string; fits(value: unknown): boolean }>> = {
  string: { name: 'a String', fits: (value) => typeof value === 'string' },
  boolean: { name: 'a Boolean', fits: (value) => typeof value === 'boolean' },
  integer: {
    name: 'an Integer',
    fits: (value) => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31,
  },
  float: { name: 'a Float', fits: (value) => Number.isFinite(value) },
  // In AWS JSON an instant is a number of epoch seconds; once parsed it is a Date.
  timestamp: { name: 'a Timestamp', fits: (value) => Number.isFinite(value) || value instanceof Date },
};

const unexpectedList = 'Start of list found where not expected';
const unexpectedMap = 'Start of structure or map found where not expected.';

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function objectOf(value: unknown): object {
  if (isObject(value)) return value;
  throw unreadable(Array.isArray(value) ? unexpectedList : 'Expected map or null');
}

const unreadable = (message: string): AwsError => new AwsError('SerializationException', message);
