import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as sagemaker from '@aws-sdk/client-sagemaker';
import * as secrets from '@aws-sdk/client-secrets-manager';
import { JsonCodec } from '@smithy/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { Schema } from '@smithy/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyOf } from '../../../local/transport/shape-copy.ts';

const shapeOf = (part: unknown): Schema => (typeof part === 'function' ? part() : part) as Schema;

/** Any value of the shape; members and items are missing, undefined or null now and then. */
function anyOf(shape: NormalizedSchema, depth = 4): fc.Arbitrary<unknown> {
  const next = (member: NormalizedSchema) =>
    anyOf(NormalizedSchema.of(member.getSchema() as Schema), depth - 1);
  const orNothing = (value: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 6, arbitrary: value }, fc.constantFrom(undefined, null));
  if (depth === 0) return fc.constant(undefined);
  if (shape.isStructSchema()) {
    const members = [...shape.structIterator()].map(
      ([name, member]) => [name, orNothing(next(member))] as const,
    );
    return fc.record({ ...Object.fromEntries(members), Unknown: fc.string() }, { requiredKeys: [] });
  }
  if (shape.isListSchema()) return fc.array(orNothing(next(shape.getValueSchema())), { maxLength: 3 });
  if (shape.isMapSchema()) {
    const name = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__' && text !== '__type');
    return fc.dictionary(name, orNothing(next(shape.getValueSchema())), {
      maxKeys: 3,
      noNullPrototype: true,
    });
  }
  if (shape.isTimestampSchema())
    return fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
  if (shape.isBlobSchema()) return fc.uint8Array({ maxLength: 8 });
  if (shape.isBooleanSchema()) return fc.boolean();
  if (shape.isNumericSchema()) return fc.integer();
  return fc.string();
}

const overTheWire = async (schema: Schema, value: unknown): Promise<unknown> => {
  const codec = new JsonCodec({ timestampFormat: { useTrait: true, default: 7 }, jsonName: false });
  const serializer = codec.createSerializer();
  serializer.write(schema, value);
  return codec.createDeserializer().read(schema, serializer.flush());
};

describe('A copy of a value', () => {
  const shapes = {
    'CreateEndpointConfig input': sagemaker.CreateEndpointConfig$[4],
    'CreateModel input': sagemaker.CreateModel$[4],
    'UpdateEndpoint input': sagemaker.UpdateEndpoint$[4],
    'DescribeEndpoint output': sagemaker.DescribeEndpoint$[5],
    'GetSecretValue output': secrets.GetSecretValue$[5],
  };
  it.each(Object.entries(shapes))('is what comes over the wire: %s', async (_, part) => {
    const schema = shapeOf(part);
    await fc.assert(
      fc.asyncProperty(anyOf(NormalizedSchema.of(schema)), async (value) => {
        expect(copyOf(schema)(value)).toEqual(await overTheWire(schema, value));
      }),
      { numRuns: 60 },
    );
  });

  it('shares nothing with it', () => {
    const at = new Date(5);
    const given = { SecretBinary: new Uint8Array([1, 2]), VersionStages: ['a'], CreatedDate: at };
    const copied = copyOf(shapeOf(secrets.GetSecretValue$[5]))(given) as typeof given;
    given.SecretBinary[0] = 9;
    given.VersionStages.push('b');
    at.setTime(9);
    expect(copied).toEqual({
      SecretBinary: new Uint8Array([1, 2]),
      VersionStages: ['a'],
      CreatedDate: new Date(5),
    });
  });

  it('has a token where the client makes one', () => {
    const copied = copyOf(shapeOf(secrets.PutSecretValue$[4]))({ SecretId: 'a' });
    expect(copied).toEqual({ SecretId: 'a', ClientRequestToken: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it('goes as deep as the value', () => {
    const copy = copyOf(shapeOf(dynamodb.PutItem$[4]));
    const Item = { a: { M: { b: { L: [{ S: 'c' }, { M: { d: { BOOL: true } } }] } } } };
    expect(copy({ TableName: 't', Item })).toEqual({ TableName: 't', Item });
  });
});
