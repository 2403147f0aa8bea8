import type { Seam } from '../adapters/lambda/seam.ts';
import { collectUnneeded } from '../app/ending/collect-unneeded.ts';
import type { FinishPorts } from '../app/ending/finish.ts';
import {
  abortSwitchOf,
  alarmsOf,
  announcementsOf,
  commandFlagsOf,
  discardsOf,
  endpointsOf,
  leasesOf,
  ledgerOf,
  metricsFor,
  noticesOf,
  nowOf,
  rolloutsOf,
  waitsOf,
} from './ports.ts';

/** The ports that ending a rollout needs. */
export function finishPorts(seam: Seam): FinishPorts {
  const ledger = ledgerOf(seam);
  const collecting = { ledger, discards: discardsOf(seam), log: seam.log };
  return {
    ledger,
    leases: leasesOf(seam),
    endpoints: endpointsOf(seam),
    alarms: alarmsOf(seam),
    waits: waitsOf(seam),
    rollouts: rolloutsOf(seam),
    abortSwitch: abortSwitchOf(seam),
    notices: noticesOf(seam),
    announcements: announcementsOf(seam),
    metrics: metricsFor(seam),
    log: seam.log,
    commandFlags: commandFlagsOf(seam),
    collect: ({ release }) => collectUnneeded(collecting, release.endpoint, nowOf(seam)),
  };
}
