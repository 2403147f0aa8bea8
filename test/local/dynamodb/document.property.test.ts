import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributeOf, attributesOf, documentOf, UnusualValue } from '../../../local/dynamodb/document.ts';
import { clientSettings } from '../../support/local-service.ts';

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
    fc.boolean(),
    fc.constantFrom(null, undefined, 1e300, Number.NaN, Symbol.iterator, new Date(5), 12n),
    fc.uniqueArray(fc.string(), { maxLength: 3 }).map((items) => new Set(items)),
    fc.uniqueArray(fc.integer(), { maxLength: 3 }).map((items) => new Set(items)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((name) => name !== '__proto__'),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
}));

/** What the library sends for a value, and what it reads of the same sent back. */
async function byTheLibrary(document: unknown, removeUndefinedValues: boolean) {
  let sent: Record<string, never> = {};
  const requestHandler = {
    async handle({ body }: { body: Uint8Array | string }) {
      sent = JSON.parse(
        typeof body === 'string'
          ? body
          : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString(),
      ).Item;
      return {
        response: { statusCode: 200, headers: {}, body: Buffer.from(JSON.stringify({ Attributes: sent })) },
      };
    },
  };
  const client = new DynamoDBClient({ ...clientSettings({ dispatch: never }), requestHandler });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues } });
  const read = await documents.send(new PutCommand({ TableName: 't', Item: { a: document } }));
  return { sent, read: read.Attributes };
}

const never = () => Promise.reject(new Error('nothing is dispatched'));

describe('A document', () => {
  it.each([true, false])(
    'is marshalled as by the library, or left to it (undefined dropped: %s)',
    async (drop) => {
      await fc.assert(
        fc.asyncProperty(value, async (document) => {
          if (document === undefined) return;
          let attribute: ReturnType<typeof attributeOf>;
          try {
            attribute = attributeOf(document, drop);
          } catch (error) {
            expect(error).toBeInstanceOf(UnusualValue);
            return;
          }
          const { sent, read } = await byTheLibrary(document, drop);
          expect({ a: attribute }).toEqual(sent);
          expect(documentOf({ a: attribute })).toEqual(read);
        }),
        { numRuns: 60 },
      );
    },
  );

  it('keeps bytes and large numbers', () => {
    const bytes = new Uint8Array([0, 255]);
    expect(attributesOf({ bytes }, true)).toEqual({ bytes: { B: 'AP8=' } });
    expect(documentOf({ bytes: { B: 'AP8=' }, large: { N: '9007199254740993' } })).toEqual({
      bytes,
      large: 9_007_199_254_740_993n,
    });
  });
});
