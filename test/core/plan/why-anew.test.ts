import { describe, expect, it } from 'vitest';
import { whyAnew } from '../../../core/plan/why-anew.ts';

const manifest = { key: 'models/iris/greenlight.yaml', versionId: 'm-1' };
const defaults = { key: 'models/greenlight.defaults.yaml', versionId: 'd-1' };
const before = { from: 'iris-a-1', manifest, defaults };

describe('Why a release is settled again', () => {
  it.each([
    [{ from: 'iris-b-1' }, 'the endpoint was changed meanwhile and serves iris-b-1, no longer iris-a-1'],
    [{ manifest: { ...manifest, versionId: 'm-2' } }, 'the manifest was replaced meanwhile'],
    [{ manifest: null }, 'the manifest was deleted meanwhile'],
    [{ defaults: { ...defaults, versionId: 'd-2' } }, 'the defaults were replaced meanwhile'],
    [{}, 'what would be released has changed meanwhile'],
  ])('%j: %s', (over, why) => {
    expect(whyAnew(before, { ...before, ...over })).toBe(why);
  });

  it('tells defaults that have come or gone', () => {
    const { defaults: _, ...without } = before;
    expect(whyAnew(before, without)).toBe('the defaults were deleted meanwhile');
    expect(whyAnew(without, before)).toBe('the defaults were put meanwhile');
    expect(whyAnew(without, without)).toBe('what would be released has changed meanwhile');
  });
});
