import type { Ledger } from '../../core/ports/ledger.ts';
import { notingDeployment } from './deployments.ts';
import { keepingLastKnown } from './last-known-states.ts';
import { entering, keepingVerdict } from './rollouts.ts';
import type { Table } from './table.ts';
import { acknowledging } from './waits.ts';

type Single = Pick<Ledger, 'noteDeployment' | 'acknowledge' | 'enter' | 'keepLastKnownState' | 'keepVerdict'>;

/**
 * Writes that belong together, as one call. Where one of their conditions does not hold, each is made by itself: an earlier
 * try has made some of them, or what it would change is gone.
 */
export function jointWrites(table: Table, single: Single): Pick<Ledger, 'takenUp' | 'keepEnd'> {
  return {
    async takenUp(rollout, { purpose, phase, at, deployment }) {
      const { endpoint } = rollout.release;
      const noted = deployment && ([endpoint, deployment.of, deployment.is] as const);
      const writes = [
        ...(noted ? [{ update: notingDeployment(...noted) }] : []),
        { update: acknowledging(rollout, purpose, at) },
        { update: entering(rollout, phase, at) },
      ];
      if (await table.transact(writes)) return true;
      if (noted) await single.noteDeployment(...noted);
      await single.acknowledge(rollout, purpose, at);
      return single.enter(rollout, phase, at);
    },

    async keepEnd(lastKnown, { endpoint, name, verdict }) {
      const writes = [keepingLastKnown(lastKnown), { update: keepingVerdict(endpoint, name, verdict) }];
      if (await table.transact(writes)) return;
      await single.keepLastKnownState(lastKnown);
      await single.keepVerdict(endpoint, name, verdict);
    },
  };
}
