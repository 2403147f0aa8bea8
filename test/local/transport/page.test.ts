import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../local/transport/aws-error.ts';
import { pageOf } from '../../../local/transport/page.ts';

const refusal = () => new AwsError('InvalidToken', 'no such page');

describe('Pages', () => {
  it('together are the whole list, each full but the last', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 10 }), (items, size) => {
        const pages: number[][] = [];
        let token: string | undefined;
        do {
          const { page, nextToken } = pageOf(items, size, token, refusal);
          pages.push(page);
          token = nextToken;
        } while (token !== undefined);
        expect(pages.flat()).toEqual(items);
        expect(pages).toHaveLength(Math.max(1, Math.ceil(items.length / size)));
      }),
    );
  });

  it.each(['x', '', btoa('from -1'), btoa('from 4'), btoa('from 1e0')])(
    'are none of the token %j',
    (token) => {
      expect(() => pageOf([1, 2, 3], 2, token, refusal)).toThrow('no such page');
    },
  );
});
