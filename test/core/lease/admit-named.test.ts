import { describe, expect, it } from 'vitest';
import { admit } from '../../../core/lease/admit.ts';
import { admitNamed } from '../../../core/lease/admit-named.ts';
import { type Lease, type LeaseClaim, unclaimed } from '../../../core/lease/lease.ts';
import { anAct, anUpload, leaseAfter, second, tokenOf } from '../../support/claims.ts';

const now = second(20);
const [v1, v2, v3] = [anUpload('v1', 1), anUpload('v2', 2), anUpload('v3', 3)];
const misspelt: LeaseClaim = { ...anUpload('other', 9), endpoint: 'IRIS' };
const ask = (lease: Lease, claim: LeaseClaim, own: string | undefined) =>
  admitNamed(lease, claim, own, tokenOf(claim), now);

describe('A claim under another name than the endpoint’s own', () => {
  it.each([
    ['free', unclaimed],
    ['held', leaseAfter(v1)],
    ['held, with one who waits', leaseAfter(v1, v2)],
  ])('is refused, naming that, and leaves a lease that is %s as it is', (_, lease) => {
    const { lease: after, answer } = ask(lease, misspelt, 'iris');
    expect(answer).toMatchObject({ kind: 'misspelt', problem: { field: 'endpoint', got: '"IRIS"' } });
    expect(JSON.stringify(answer)).toContain('models/iris/');
    expect(after).toBe(lease);
  });

  it('is refused also where it has the lease already: the endpoint was created meanwhile', () => {
    const lease = leaseAfter(misspelt);
    expect(ask(lease, misspelt, 'iris').answer).toMatchObject({ kind: 'misspelt' });
  });
});

describe('While there is no endpoint', () => {
  it('a free lease is for any spelling', () => {
    expect(ask(unclaimed, misspelt, undefined)).toEqual(admit(unclaimed, misspelt, tokenOf(misspelt), now));
  });

  it('whoever came first decides what it is called', () => {
    const lease = leaseAfter(v1);
    const { lease: after, answer } = ask(lease, misspelt, undefined);
    expect(after).toBe(lease);
    expect(answer).toMatchObject({ kind: 'misspelt' });
    expect(JSON.stringify(answer)).toContain('as v1-1 calls it, which is under way');
  });

  it('whoever is next has decided it as well', () => {
    const { holder, ...rest } = leaseAfter(v1, v2);
    const lease = { ...rest, ...(holder && { holder: { ...holder, claim: { ...v1, endpoint: 'IRIS' } } }) };
    expect(ask(lease, misspelt, undefined).answer).toMatchObject({ kind: 'misspelt' });
  });

  it('those of the same spelling go as ever', () => {
    const lease = leaseAfter(v1);
    expect(ask(lease, v2, undefined)).toEqual(admit(lease, v2, tokenOf(v2), now));
  });
});

describe('A claim under the endpoint’s own name', () => {
  it.each([v3, anAct('rollback', 'v0', 10)])('takes its turn behind one under another: %o', (claim) => {
    const lease = leaseAfter(misspelt);
    const { answer } = ask(lease, claim, 'iris');
    expect(answer.kind).not.toBe('misspelt');
    expect(answer).toEqual(admit(lease, claim, tokenOf(claim), now).answer);
  });
});
