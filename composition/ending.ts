import type { Seam } from '../adapters/lambda/seam.ts';
import { collectUnneeded } from '../app/ending/collect-unneeded.ts';
import type { FinishPorts } from '../app/ending/finish.ts';
import {
  abortSwitchOf,
  alarmsOf,
  announcementsOf,
  discardsOf,
  endpointsOf,
  leasesOf,
  ledgerOf,
  metricsFor,
  noticesOf,
  nowOf,
  rolloutsOf,
  variable,
  waitsOf,
} from './ports.ts';

/** All that ending a rollout needs. */
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
    stage: variable(seam, 'STAGE'),
    collect: ({ release }) => collectUnneeded(collecting, release.endpoint, nowOf(seam)),
  };
}
