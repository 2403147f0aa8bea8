import { beforeEach, describe, expect, it } from 'vitest';
import { type Proposal, proposalMs } from '../../../core/records/proposal.ts';
import { instantAt } from '../../../core/values/instant.ts';
import { instant, instantMs } from '../../support/builders.ts';
import { type FakeAws, fakeAws } from '../../support/fake-aws.ts';

let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
});

const proposal = (over: Partial<Proposal> = {}): Proposal => ({
  ...{ kind: 'abort', endpoint: 'Iris', rollout: 'iris-0123456789ab-1', by: 'arn', reason: 'why' },
  ...{ at: instant, until: instantAt(instantMs + proposalMs), key: 'key-1' },
  ...over,
});

describe('Proposals in the ledger', () => {
  it('are one of each kind, for an endpoint by whatever spelling', async () => {
    expect(await aws.ledger.proposals('iris')).toEqual([]);
    expect(await aws.ledger.keepProposal(proposal(), undefined)).toBe(true);
    expect(await aws.ledger.keepProposal(proposal({ kind: 'retry', release: 'r' }), undefined)).toBe(true);
    expect(await aws.ledger.proposal('iris', 'abort')).toEqual(proposal());
    expect(await aws.ledger.proposal('iris', 'rollback')).toBeUndefined();
    expect((await aws.ledger.proposals('iris')).map(({ kind }) => kind)).toEqual(['abort', 'retry']);
    expect(await aws.ledger.proposals('other')).toEqual([]);
  });

  it('take the place of the one that was seen, and of no other', async () => {
    await aws.ledger.keepProposal(proposal(), undefined);
    expect(await aws.ledger.keepProposal(proposal({ key: 'key-2' }), undefined)).toBe(false);
    expect(await aws.ledger.keepProposal(proposal({ key: 'key-2' }), 'key-0')).toBe(false);
    expect(await aws.ledger.proposal('iris', 'abort')).toEqual(proposal());
    expect(await aws.ledger.keepProposal(proposal({ key: 'key-2' }), 'key-1')).toBe(true);
    expect(await aws.ledger.proposal('iris', 'abort')).toMatchObject({ key: 'key-2' });
  });
});
