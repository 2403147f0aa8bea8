import { expect } from 'vitest';
import { admit, type Superseder } from '../../core/lease/admit.ts';
import { giveBack, type HandOver, handOver, withdraw } from '../../core/lease/hand-over.ts';
import { enterLeasePhase, holds, takeCare } from '../../core/lease/holder.ts';
import {
  type Change,
  type Lease,
  type LeaseClaim,
  type UploadOrder,
  unclaimed,
} from '../../core/lease/lease.ts';
import { executionOf, second } from './claims.ts';

interface Known {
  readonly claim: LeaseClaim;
  /** What its own function last heard, or would find. */
  fate: 'waiting' | 'holding' | 'superseded' | 'withdrawn' | 'ended' | 'dead';
  /** The token of its newest try. Completing any other token wakes nobody. */
  token: string;
  fence?: number;
  by?: Superseder;
}

/**
 * Rollouts around one lease. Each knows only what it was told, as the functions do, and everything can go
 * wrong between a write and the message about it.
 */
export class LeaseWorld {
  lease: Lease = unclaimed;
  readonly rollouts = new Map<string, Known>();
  /** In the order of their admission. */
  readonly admitted: LeaseClaim[] = [];
  #tries = 0;
  #caretakers = 0;
  #unwoken: (() => void) | undefined;

  ask(claim: LeaseClaim): void {
    const known: Known = { claim, fate: 'waiting', token: '' };
    this.rollouts.set(claim.rollout, known);
    this.#ask(known);
  }

  /** The function of a waiting or holding rollout is retried, with a new token. */
  askAgain(): void {
    for (const known of this.#alive()) this.#ask(known);
  }

  goOn(): void {
    const known = this.#holder();
    const phase = this.lease.holder?.phase;
    if (known?.fate !== 'holding' || phase === 'caretaking') return;
    const next = phase === 'before' ? 'shifting' : 'after';
    const answer = this.#change(enterLeasePhase(this.lease, known.claim.rollout, known.fence ?? 0, next));
    expect(answer.kind).not.toBe('not-held');
    if (answer.kind === 'preempted') this.end();
  }

  end(): void {
    const told = this.#handOver();
    if (told) this.#wake(told);
  }

  /** The function dies after the handover and before it wakes the next rollout. It is retried later. */
  endUnwoken(): void {
    const held = this.lease.holder;
    const told = this.#handOver();
    if (!held || told?.kind !== 'handed') return;
    this.#unwoken = () => {
      this.#wake(this.#change(handOver(this.lease, held.claim.rollout, held.fence, second(0))));
    };
  }

  holderDies(): void {
    const known = this.#holder();
    if (known) known.fate = 'dead';
  }

  waitingDies(): void {
    const known = this.#next();
    if (known) known.fate = 'dead';
  }

  /** Somebody finds the holder dead: a caretaker takes over, and later hands over. */
  find(): void {
    this.#retryWaking();
    const { holder } = this.lease;
    if (!holder || this.#holder()?.fate !== 'dead') return;
    if (holder.phase === 'caretaking') {
      this.end();
      return;
    }
    this.#caretakers += 1;
    const care = (execution: string) =>
      takeCare(this.lease, holder.claim.rollout, holder.fence, executionOf(execution), second(0));
    expect(this.#change(care(`care-${this.#caretakers}`)).kind).toBe('taken');
    // A second finder comes too late.
    expect(care('late')).toEqual({ lease: this.lease, answer: { kind: 'not-held' } });
  }

  withdraw(): void {
    const known = this.#next();
    if (!known) return;
    this.#change(withdraw(this.lease, known.claim.rollout));
    known.fate = 'withdrawn';
  }

  /** Every former holder tries everything that it could do. Nothing may change. */
  deadActs(): void {
    for (const { claim, fence } of this.rollouts.values()) {
      if (fence === undefined || holds(this.lease, claim.rollout, fence)) continue;
      expect(handOver(this.lease, claim.rollout, fence, second(0)).lease).toBe(this.lease);
      expect(enterLeasePhase(this.lease, claim.rollout, fence, 'shifting').lease).toBe(this.lease);
      expect(takeCare(this.lease, claim.rollout, fence, 'x', second(0)).lease).toBe(this.lease);
    }
  }

  /** Lets every waiting rollout have its turn. */
  drain(): void {
    for (let turn = 0; this.lease.holder && turn < 200; turn += 1) {
      this.#retryWaking();
      if (this.#holder()?.fate === 'dead') this.find();
      else this.end();
      this.check();
    }
  }

  check(): void {
    const { holder, next, fence } = this.lease;
    if (next) expect(holder).toBeDefined();
    if (holder) expect(holder.fence).toBe(fence);
    const acting = [...this.rollouts.values()].filter(
      (known) => known.fate === 'holding' && holds(this.lease, known.claim.rollout, known.fence ?? 0),
    );
    expect(acting.length).toBeLessThanOrEqual(1);
    for (const known of this.rollouts.values()) {
      const { rollout } = known.claim;
      if (known.fate === 'holding') expect(holder?.claim.rollout).toBe(rollout);
      // A rollout that has the lease but was not woken yet still waits: its function will find its turn.
      if (known.fate === 'waiting') expect([next?.claim.rollout, holder?.claim.rollout]).toContain(rollout);
    }
  }

  uploadOf(release: string): UploadOrder | undefined {
    return [...this.rollouts.values()].find(({ claim }) => claim.release === release)?.claim.order;
  }

  #ask(known: Known): void {
    this.#tries += 1;
    known.token = `token ${this.#tries}`;
    const { rollout } = known.claim;
    const heldBefore = this.lease.holder?.claim.rollout === rollout;
    const answer = this.#change(admit(this.lease, known.claim, known.token, second(0)));
    switch (answer.kind) {
      case 'admitted':
        if (!heldBefore || known.fate === 'waiting') this.admitted.push(known.claim);
        known.fate = 'holding';
        known.fence = answer.fence;
        return;
      case 'superseded':
        known.fate = 'superseded';
        known.by = answer.by;
        return;
      case 'queued': {
        known.fate = 'waiting';
        const lost = answer.displaced && this.rollouts.get(answer.displaced.claim.rollout);
        if (lost?.fate !== 'waiting') return;
        lost.fate = 'superseded';
        lost.by = { kind: known.claim.kind, release: known.claim.release };
        return;
      }
      default:
        answer satisfies never;
    }
  }

  #handOver(): HandOver | undefined {
    this.#retryWaking();
    const { holder } = this.lease;
    const known = this.#holder();
    if (!holder || !known) return undefined;
    // In this world, only the caretaker hands over a dead holder's lease.
    if (known.fate === 'dead' && holder.phase !== 'caretaking') return undefined;
    // It was not woken yet, so it cannot end.
    if (known.fate === 'waiting') return undefined;
    if (known.fate === 'holding') known.fate = 'ended';
    return this.#change(handOver(this.lease, holder.claim.rollout, holder.fence, second(0)));
  }

  #retryWaking(): void {
    const wake = this.#unwoken;
    this.#unwoken = undefined;
    wake?.();
  }

  /** Completes the token, and gives the lease back if the token is gone. */
  #wake(told: HandOver): void {
    if (told.kind !== 'handed') return;
    const { rollout } = told.claim;
    const known = this.rollouts.get(rollout);
    if (known?.fate === 'waiting' && known.token === told.token) {
      known.fate = 'holding';
      known.fence = told.fence;
      this.admitted.push(told.claim);
      return;
    }
    this.#wake(this.#change(giveBack(this.lease, rollout, told.token, second(0))));
  }

  #change<A>({ lease, answer }: Change<A>): A {
    const before = this.lease;
    const passed = lease.holder && lease.holder.fence !== before.holder?.fence;
    if (passed) expect(lease.holder?.fence).toBe(before.fence + 1);
    else expect(lease.fence).toBe(before.fence);
    this.lease = lease;
    return answer;
  }

  readonly #alive = (): Known[] =>
    [this.#holder(), this.#next()].filter(
      (known) => known !== undefined && (known.fate === 'waiting' || known.fate === 'holding'),
    ) as Known[];
  readonly #holder = (): Known | undefined => this.rollouts.get(this.lease.holder?.claim.rollout ?? '');
  readonly #next = (): Known | undefined => this.rollouts.get(this.lease.next?.claim.rollout ?? '');
}
