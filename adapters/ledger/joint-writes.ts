import type { Ledger } from '../../core/ports/ledger.ts';
import { rolloutName } from '../../core/release.ts';
import { notingDeployment } from './deployments.ts';
import { keepingLastKnown } from './last-known-states.ts';
import { keepingLook } from './looks.ts';
import { entering, keepingVerdict } from './rollouts.ts';
import type { Table } from './table.ts';
import { acknowledging } from './waits.ts';

type Single = Pick<Ledger, 'noteDeployment' | 'acknowledge' | 'enter' | 'keepLastKnownState' | 'keepVerdict'>;

/**
 * Writes that belong together, as one call. Where one of their conditions does not hold, each is made by itself: an earlier
 * try has made some of them, or what it would change is gone. How the endpoint looked is then left out: it is for display.
 */
export function jointWrites(table: Table, single: Single): Pick<Ledger, 'takenUp' | 'keepEnd'> {
  return {
    async takenUp(rollout, { purpose, phase, at, deployment, seen }) {
      const { endpoint } = rollout.release;
      const moment = purpose === 'shift' ? 'before' : 'before-back';
      const of = { endpoint, name: rolloutName(rollout), moment } as const;
      const noted = deployment && ([endpoint, deployment.of, deployment.is] as const);
      const writes = [
        ...(noted ? [{ update: notingDeployment(...noted) }] : []),
        { update: acknowledging(rollout, purpose, at) },
        { update: entering(rollout, phase, at) },
        ...(seen ? [{ update: keepingLook(of, seen) }] : []),
      ];
      if (await table.transact(writes)) return true;
      if (noted) await single.noteDeployment(...noted);
      await single.acknowledge(rollout, purpose, at);
      return single.enter(rollout, phase, at);
    },

    async keepEnd(lastKnown, { endpoint, name, verdict, seen }) {
      const writes = [
        keepingLastKnown(lastKnown),
        ...(verdict ? [{ update: keepingVerdict(endpoint, name, verdict) }] : []),
        ...(seen ? [{ update: keepingLook({ endpoint, name, moment: seen.moment }, seen.sighting) }] : []),
      ];
      if (writes.length > 1 && (await table.transact(writes))) return;
      await single.keepLastKnownState(lastKnown);
      if (verdict) await single.keepVerdict(endpoint, name, verdict);
    },
  };
}
