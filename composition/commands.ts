import type { Seam } from '../adapters/lambda/seam.ts';
import type { CommandPorts, Commands } from '../app/commands/commands.ts';
import { commandsOn } from '../app/commands/execute-commands.ts';
import {
  abortSwitchOf,
  announcementsOf,
  commandFlagsOf,
  endpointsOf,
  leasesOf,
  ledgerOf,
  metricsFor,
  noticesOf,
  nowOf,
  rolloutsOf,
  waitsOf,
} from './ports.ts';

/** The ports that people's commands need. */
export const commandPorts = (seam: Seam): CommandPorts => ({
  ledger: ledgerOf(seam),
  leases: leasesOf(seam),
  rollouts: rolloutsOf(seam),
  waits: waitsOf(seam),
  abortSwitch: abortSwitchOf(seam),
  endpoints: endpointsOf(seam),
  notices: noticesOf(seam),
  announcements: announcementsOf(seam),
  metrics: metricsFor(seam),
  commandFlags: commandFlagsOf(seam),
});

/** What people may do about rollouts. */
export const commandsOf = (seam: Seam): Commands => commandsOn(commandPorts(seam), nowOf(seam));
