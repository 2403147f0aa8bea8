import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ListInput, pageOf } from '../../../../local/sagemaker/api/paging.ts';

const items = ['c', 'a', 'e', 'b', 'd'].map((name, index) => ({ name, createdAt: 1000 * index }));
const names = (input: ListInput, from = items) => pageOf(from, input, 'model').page.map((item) => item.name);

describe('a page', () => {
  it('has the newest first, unless asked otherwise', () => {
    expect(names({})).toEqual(['d', 'b', 'e', 'a', 'c']);
    expect(names({ SortOrder: 'Ascending' })).toEqual(['c', 'a', 'e', 'b', 'd']);
    expect(names({ SortBy: 'Name', SortOrder: 'Ascending' })).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('has ten items unless asked otherwise', () => {
    const many = Array.from({ length: 12 }, (_, i) => ({ name: `n${i}`, createdAt: i }));
    expect(names({}, many)).toHaveLength(10);
    expect(names({ MaxResults: 12 }, many)).toHaveLength(12);
  });

  it('is followed by the next until all were given, though items come and go between', () => {
    const order = { SortBy: 'Name', SortOrder: 'Ascending', MaxResults: 2 };
    const first = pageOf(items, order, 'model');
    expect(first.page.map((item) => item.name)).toEqual(['a', 'b']);
    // b is deleted, aa is new; neither shifts the second page.
    const changed = [...items.filter((item) => item.name !== 'b'), { name: 'aa', createdAt: 0 }];
    const second = pageOf(changed, { ...order, NextToken: first.nextToken ?? '' }, 'model');
    expect(second.page.map((item) => item.name)).toEqual(['c', 'd']);
    const third = pageOf(changed, { ...order, NextToken: second.nextToken ?? '' }, 'model');
    expect(third.page.map((item) => item.name)).toEqual(['e']);
    expect(third.nextToken).toBeUndefined();
  });

  it('has what was made at or after one instant and before another, as the API reference says', () => {
    const CreationTimeAfter = new Date(1000);
    expect(names({ CreationTimeAfter, CreationTimeBefore: new Date(3000) })).toEqual(['e', 'a']);
  });

  it('has what was changed after one instant and before another; what never changed, by its creation', () => {
    const changed = [
      { name: 'a', createdAt: 0, lastModifiedAt: 1000 },
      { name: 'b', createdAt: 0, lastModifiedAt: 2000 },
      { name: 'c', createdAt: 2000 },
      { name: 'd', createdAt: 3000 },
    ];
    const LastModifiedTimeAfter = new Date(1000);
    expect(names({ LastModifiedTimeAfter, SortBy: 'Name' }, changed)).toEqual(['d', 'c', 'b']);
    const LastModifiedTimeBefore = new Date(2000);
    expect(names({ LastModifiedTimeBefore }, changed)).toEqual(['a']);
  });

  it('has only names that hold a text, and only one status', () => {
    const endpoints = ['iris-a', 'Iris-b', 'other'].map((name, index) => ({
      name,
      createdAt: index,
      status: index === 1 ? 'Updating' : 'InService',
    }));
    expect(names({ NameContains: 'ris-' }, endpoints)).toEqual(['Iris-b', 'iris-a']);
    expect(names({ StatusEquals: 'InService' }, endpoints)).toEqual(['other', 'iris-a']);
    expect(names({ SortBy: 'Status', SortOrder: 'Ascending' }, endpoints)).toEqual([
      'iris-a',
      'other',
      'Iris-b',
    ]);
  });
});

describe('a token', () => {
  const token = pageOf(items, { MaxResults: 2, SortBy: 'Name' }, 'model').nextToken ?? '';

  it('goes on with the same query, in pages of any size', () => {
    expect(names({ SortBy: 'Name', NextToken: token })).toEqual(['c', 'b', 'a']);
    expect(names({ SortBy: 'Name', NextToken: token, MaxResults: 1 })).toEqual(['c']);
  });

  it.each<[string, ListInput]>([
    ['another order', { SortBy: 'Name', SortOrder: 'Ascending' }],
    ['another key', { SortBy: 'CreationTime' }],
    ['another filter', { SortBy: 'Name', NameContains: 'c' }],
    ['another instant', { SortBy: 'Name', CreationTimeBefore: new Date(9000) }],
  ])('is refused for %s', (_, query) => {
    expect(() => pageOf(items, { ...query, NextToken: token }, 'model')).toThrow('NextToken is not valid');
  });

  it('is refused by another operation, and if it comes from elsewhere', () => {
    expect(() => pageOf(items, { SortBy: 'Name', NextToken: token }, 'endpoint')).toThrow(
      'NextToken is not valid',
    );
    for (const NextToken of ['nonsense', '', 'W10', token.slice(1), `x${token}`]) {
      expect(() => pageOf(items, { SortBy: 'Name', NextToken }, 'model')).toThrow('NextToken is not valid');
    }
  });
});

describe('all pages together', () => {
  const listed = fc.uniqueArray(
    fc.record({
      name: fc.stringMatching(/^[a-cA-C]{1,3}$/),
      createdAt: fc.integer({ min: 0, max: 5 }),
      status: fc.constantFrom('InService', 'Updating', 'Failed'),
    }),
    // Names are unique whatever their case.
    { selector: (item) => item.name.toLowerCase(), maxLength: 40 },
  );
  const query = fc.record({
    SortBy: fc.constantFrom('Name', 'CreationTime', 'Status'),
    SortOrder: fc.constantFrom('Ascending', 'Descending'),
    MaxResults: fc.integer({ min: 1, max: 100 }),
  });

  it('are the list, each item once and in order, whatever the size of a page', () => {
    fc.assert(
      fc.property(listed, query, (all, input) => {
        const given: string[] = [];
        let NextToken: string | undefined;
        do {
          const next = pageOf(all, { ...input, ...(NextToken !== undefined && { NextToken }) }, 'endpoint');
          expect(next.page.length).toBeLessThanOrEqual(input.MaxResults);
          given.push(...next.page.map((item) => item.name));
          // Ends the test, should the pages never end.
          expect(given.length).toBeLessThanOrEqual(all.length);
          NextToken = next.nextToken;
        } while (NextToken !== undefined);
        expect([...given].sort()).toEqual(all.map((item) => item.name).sort());
        expect(given).toEqual(names({ ...input, MaxResults: 100 }, all));
      }),
    );
  });
});
