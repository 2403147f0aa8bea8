import { aboutRollout } from '../../core/announcements/state-change.ts';
import { LeaseLost } from '../../core/errors.ts';
import type { GateLedger } from '../../core/gates/ports.ts';
import type { Admission } from '../../core/lease/admit.ts';
import { admitNamed } from '../../core/lease/admit-named.ts';
import { withdraw } from '../../core/lease/hand-over.ts';
import type { Displaced, LeaseClaim, Leases } from '../../core/lease/lease.ts';
import { goesThere } from '../../core/lease/precedence.ts';
import { supersededBy } from '../../core/lease/superseded.ts';
import { queuedNotice } from '../../core/notices/messages.ts';
import type { AbortSwitch } from '../../core/ports/alarms.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';
import type { Rollouts } from '../../core/ports/executions.ts';
import type { EndpointWaits, RolloutRecords } from '../../core/ports/ledger.ts';
import type { Announcements, Notices } from '../../core/ports/notices.ts';
import type { Waits } from '../../core/ports/waits.ts';
import { isTakenBack } from '../../core/records/rollout-record.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { type Instant, instantAt } from '../../core/values/instant.ts';
import { isSevereEnough } from '../../core/values/severity.ts';
import { enterRolloutPhase } from '../notices/enter-rollout-phase.ts';
import { stopRollout } from '../rollouts/stop-rollout.ts';
import { claimOf } from './claim-of.ts';

export interface AdmitPorts {
  readonly ledger: RolloutRecords & EndpointWaits & GateLedger;
  readonly leases: Leases;
  readonly endpoints: Pick<Endpoints, 'ownName'>;
  readonly rollouts: Rollouts;
  readonly waits: Waits;
  readonly abortSwitch: AbortSwitch;
  readonly notices: Notices;
  readonly announcements: Announcements;
}

/**
 * Requests the endpoint's lease. The rollout gets it at once, waits for it, or loses it to a newer release.
 * Called again (a failed try, or after an hour's wait), it returns the current state and tells everybody who
 * may not have been told yet.
 *
 * @param now epoch milliseconds
 * @throws LeaseLost if the rollout has ended and was told
 */
export function admission(ports: AdmitPorts, now: () => number) {
  const { ledger, leases, endpoints, rollouts, waits, abortSwitch, notices, announcements } = ports;

  const tellDisplaced = async (displaced: Displaced, rollout: Rollout, at: Instant) => {
    const stop = supersededBy(rolloutName(rollout), rollout.start.kind, at);
    await waits.complete<'admission'>(displaced.token, { ending: { kind: 'stopped', stop }, fence: null });
  };

  /**
   * Makes the holder yield if it must, and checks whether it is dead. Otherwise nobody would wake the waiting
   * rollout.
   */
  const seeToHolder = async (
    queued: Extract<Admission, { kind: 'queued' }>,
    rollout: Rollout,
    at: Instant,
  ) => {
    const { behind, preempts } = queued;
    const { endpoint } = rollout.release;
    if (preempts !== undefined) {
      const stop = supersededBy(rolloutName(rollout), rollout.start.kind, at);
      await stopRollout({ ledger, waits, abortSwitch }, endpoint, preempts.claim.rollout, stop);
    }
    if (await rollouts.isRunning(behind.claim.execution)) return;
    await announcements.suspect({
      endpoint,
      rollout: behind.claim.rollout,
      execution: behind.claim.execution,
    });
  };

  /** The rollback that already goes where this one would, but is being taken back. */
  const holderThatLeaves = async (claim: LeaseClaim) => {
    if (claim.kind !== 'rollback') return undefined;
    const { holder } = await leases.read(claim.endpoint);
    if (holder === undefined || !goesThere(holder, claim)) return undefined;
    const held = await ledger.rollout(claim.endpoint, holder.claim.rollout);
    return held !== undefined && isTakenBack(held) ? held.name : undefined;
  };

  return async (rollout: Rollout, token: string, execution: string) => {
    const at = instantAt(now());
    const { endpoint } = rollout.release;
    // The execution was redriven after its end was told, so no rollout of this name is running any more.
    const record = await ledger.rollout(endpoint, rolloutName(rollout));
    if (record?.conclusion !== undefined) throw new LeaseLost(endpoint, rolloutName(rollout));
    if (record?.stop !== undefined) {
      // It was stopped, perhaps while its wait had just timed out: it must not take anybody's place again.
      const ending = { kind: 'stopped', stop: record.stop } as const;
      await waits.complete<'admission'>(token, { ending, fence: null });
      return { admission: 'stopped' };
    }
    const claim = claimOf(rollout, execution);
    const leaving = await holderThatLeaves(claim);
    // Read again, because the first reading may be old: a refused rollout must not have taken anybody's
    // place.
    const own = await endpoints.ownName(endpoint);
    const answer = await leases.change(endpoint, (lease) =>
      admitNamed(lease, claim, own, token, at, leaving),
    );
    switch (answer.kind) {
      case 'misspelt': {
        const ending = { kind: 'refused', problems: [answer.problem] } as const;
        await waits.complete<'admission'>(token, { ending, fence: null });
        break;
      }
      case 'admitted':
        await waits.complete<'admission'>(token, { ending: null, fence: answer.fence });
        break;
      case 'superseded': {
        const stop = supersededBy(answer.by.rollout ?? answer.by.release, answer.by.kind, at);
        await waits.complete<'admission'>(token, { ending: { kind: 'stopped', stop }, fence: null });
        break;
      }
      case 'queued': {
        if (answer.displaced) await tellDisplaced(answer.displaced, rollout, at);
        // Somebody may have stopped it since it was read. Then it does not wait, and nobody hears that it does.
        const stop = (await ledger.rollout(endpoint, rolloutName(rollout)))?.stop;
        if (stop !== undefined) {
          await leases.change(endpoint, (lease) => withdraw(lease, rolloutName(rollout)));
          await waits.complete<'admission'>(token, { ending: { kind: 'stopped', stop }, fence: null });
          return { admission: 'stopped' };
        }
        const first = await enterRolloutPhase({ ledger, announcements }, rollout, 'queued', at);
        const notice = queuedNotice(rollout, answer.behind.claim.rollout);
        const event = { ...aboutRollout(rollout, at), phase: 'queued' } as const;
        if (first && isSevereEnough(notice.severity, record?.plan?.notify ?? 'info'))
          await notices.publish({ ...notice, event });
        await seeToHolder(answer, rollout, at);
        break;
      }
      default:
        return answer satisfies never;
    }
    return { admission: answer.kind };
  };
}
