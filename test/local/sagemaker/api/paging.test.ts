import { describe, expect, it } from 'vitest';
import { type ListInput, pageOf } from '../../../../local/sagemaker/api/paging.ts';

const items = ['c', 'a', 'e', 'b', 'd'].map((name, index) => ({ name, createdAt: 1000 * index }));
const names = (input: ListInput, from = items) => pageOf(from, input).page.map((item) => item.name);

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
    const first = pageOf(items, order);
    expect(first.page.map((item) => item.name)).toEqual(['a', 'b']);
    // b is deleted, aa is new; neither shifts the second page.
    const changed = [...items.filter((item) => item.name !== 'b'), { name: 'aa', createdAt: 0 }];
    const second = pageOf(changed, { ...order, NextToken: first.nextToken ?? '' });
    expect(second.page.map((item) => item.name)).toEqual(['c', 'd']);
    const third = pageOf(changed, { ...order, NextToken: second.nextToken ?? '' });
    expect(third.page.map((item) => item.name)).toEqual(['e']);
    expect(third.nextToken).toBeUndefined();
  });

  it('has only what was made between the given instants', () => {
    const CreationTimeAfter = new Date(1000);
    expect(names({ CreationTimeAfter, CreationTimeBefore: new Date(3000) })).toEqual(['e']);
  });

  it('is refused for a token from elsewhere', () => {
    expect(() => pageOf(items, { NextToken: 'nonsense' })).toThrow('NextToken is not valid');
  });
});
