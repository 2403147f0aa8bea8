import { describe, expect, it } from 'vitest';
import { expectedAfterShift } from '../../../core/drift/expected.ts';
import { aRecord, instant, instantMs } from '../../support/builders.ts';

const phases = { shifting: instant };
const record = aRecord({ config: 'new' }, { phases, verdict: { kind: 'live' } });
const before = { endpoint: 'iris', configName: 'old', status: 'InService', lastModified: instantMs + 1 };

describe('After a shift, the endpoint should serve', () => {
  it('what is believed: the verdict is written there', () => {
    expect(expectedAfterShift(before, record, 'new')).toBe(before);
  });

  it('what the shift came to, where version 0.1 wrote no verdict; the same whoever looks, so it is told once', () => {
    const { verdict: _, ...old } = record;
    const expected = { endpoint: 'iris', configName: 'new', status: 'InService', lastModified: instantMs };
    expect(expectedAfterShift(before, old, 'new')).toEqual(expected);
    expect(expectedAfterShift({ ...before, configName: 'theirs' }, old, 'new')).toEqual(expected);
    expect(expectedAfterShift(undefined, old, 'new')).toEqual(expected);
  });
});
