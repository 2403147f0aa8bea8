import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit } from '../../../core/lease/admit.ts';
import { enterLeasePhase } from '../../../core/lease/holder.ts';
import { type LeaseClaim, leaseSchema, unclaimed } from '../../../core/lease/lease.ts';
import { compareUploads } from '../../../core/lease/order.ts';
import { compareClaims } from '../../../core/lease/precedence.ts';
import { anAct, anUpload, leaseAfter, second, tokenOf } from '../../support/claims.ts';
import { LeaseWorld } from '../../support/lease-world.ts';

const kinds = fc.constantFrom('upload', 'upload', 'upload', 'manifest', 'retry', 'rollback');
/** Each made at another second; asked for in any order, as events come. Two keys, whose sequencers follow time. */
const claims = (max: number): fc.Arbitrary<LeaseClaim[]> =>
  fc
    .array(fc.record({ kind: kinds, key: fc.constantFrom('a', 'b') }), { maxLength: max })
    .map((asked) =>
      asked.map(({ kind, key }, at) =>
        kind === 'upload'
          ? anUpload(`u${at}`, at, { key, sequencer: at.toString(16) })
          : anAct(kind as 'retry', `r${at}`, at),
      ),
    )
    .chain((made) => fc.shuffledSubarray(made, { minLength: made.length }));

/** What may happen between two claims. */
const happenings = fc.array(
  fc.constantFrom(
    'ask',
    'ask',
    'ask again',
    'go on',
    'end',
    'end, and die before waking',
    'holder dies',
    'waiting dies',
    'a finder comes',
    'withdraw',
    'a dead one acts',
  ),
  { maxLength: 60 },
);
const histories = fc.tuple(claims(20), happenings);

function play([asked, happened]: [LeaseClaim[], readonly string[]]): LeaseWorld {
  const world = new LeaseWorld();
  const queue = [...asked];
  for (const happening of happened) {
    switch (happening) {
      case 'ask': {
        const claim = queue.shift();
        if (claim) world.ask(claim);
        break;
      }
      case 'ask again':
        world.askAgain();
        break;
      case 'go on':
        world.goOn();
        break;
      case 'end':
        world.end();
        break;
      case 'end, and die before waking':
        world.endUnwoken();
        break;
      case 'holder dies':
        world.holderDies();
        break;
      case 'waiting dies':
        world.waitingDies();
        break;
      case 'a finder comes':
        world.find();
        break;
      case 'withdraw':
        world.withdraw();
        break;
      case 'a dead one acts':
        world.deadActs();
        break;
    }
    world.check();
  }
  return world;
}

describe('In any interleaving', () => {
  it('one holds at a time, numbers only grow, the dead change nothing, and nobody vanishes', () => {
    // LeaseWorld checks all of it after each step.
    fc.assert(
      fc.property(histories, (history) => {
        play(history);
      }),
      { numRuns: 3000 },
    );
  });

  it('no upload is admitted after a newer one', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { admitted } = play(history);
        const uploads = admitted.filter(({ kind }) => kind === 'upload');
        uploads.slice(1).forEach((upload, index) => {
          expect(compareUploads(upload.order, (uploads[index] as LeaseClaim).order)).toBeGreaterThanOrEqual(
            0,
          );
        });
      }),
      { numRuns: 2000 },
    );
  });

  it('the newest upload gets its turn, unless somebody asked for something else after it', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const world = play(history);
        world.drain();
        expect(world.lease.holder).toBeUndefined();
        for (const { claim, fate, by } of world.rollouts.values()) {
          expect(['waiting', 'holding']).not.toContain(fate);
          if (claim.kind !== 'upload' || fate !== 'superseded') continue;
          // By a newer upload that was or will be admitted, or by an act: never for nothing.
          const newer = by?.kind === 'upload' && world.uploadOf(by.release);
          if (newer) expect(compareUploads(newer, claim.order)).toBeGreaterThan(0);
          else expect(['retry', 'rollback']).toContain(by?.kind);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('the lease stays one that the table can keep', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { lease } = play(history);
        expect(leaseSchema.parse(JSON.parse(JSON.stringify(lease)))).toEqual(lease);
      }),
    );
  });
});

describe('In whatever order claims arrive', () => {
  it('the same one is next', () => {
    const held = anUpload('held', -1);
    // It shifts: what has not begun to would take a changed manifest along (admit.test.ts).
    const lease = enterLeasePhase(leaseAfter(held), held.rollout, 1, 'shifting').lease;
    const behind = (made: readonly LeaseClaim[]) =>
      made.reduce((before, claim) => admit(before, claim, tokenOf(claim), claim.at).lease, lease);
    const orders = claims(8).chain((made) =>
      fc.tuple(fc.constant(made), fc.shuffledSubarray(made, { minLength: made.length })),
    );
    fc.assert(
      fc.property(orders, ([one, other]) => {
        const best = [...one].sort(compareClaims).at(-1);
        expect(behind(one).next?.claim).toEqual(best);
        expect(behind(other).next?.claim).toEqual(best);
      }),
      { numRuns: 1000 },
    );
  });

  it('uploads of one key go by their sequencers, whatever the clocks said', () => {
    const uploads = fc
      .uniqueArray(fc.record({ seq: fc.nat(50), at: fc.nat(5) }), {
        selector: ({ seq }) => seq,
        minLength: 1,
      })
      .map((made) =>
        made.map(({ seq, at }) => anUpload(`u${seq}`, at, { key: 'k', sequencer: seq.toString(16) })),
      );
    fc.assert(
      fc.property(uploads, (made) => {
        const bySequencer = (claim: LeaseClaim) => Number.parseInt(claim.order.sequencer ?? '', 16);
        const newest = Math.max(...made.map(bySequencer));
        const lease = made.reduce(
          (before, claim) => admit(before, claim, tokenOf(claim), second(0)).lease,
          unclaimed,
        );
        const last = lease.next ?? lease.holder;
        expect(last && bySequencer(last.claim)).toBe(newest);
      }),
      { numRuns: 1000 },
    );
  });
});
