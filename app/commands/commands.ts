import type { CommandFlags } from '../../core/command-flags.ts';
import type { CommandResult } from '../../core/commands/contract.ts';
import type { Who } from '../../core/gates/who.ts';
import type { Leases } from '../../core/lease/lease.ts';
import type { AbortSwitch } from '../../core/ports/alarms.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';
import type { Rollouts } from '../../core/ports/executions.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import type { Metrics } from '../../core/ports/metrics.ts';
import type { Announcements, Notices } from '../../core/ports/notices.ts';
import type { Waits } from '../../core/ports/waits.ts';

export interface CommandPorts {
  readonly ledger: Ledger;
  readonly leases: Leases;
  readonly rollouts: Rollouts;
  readonly waits: Waits;
  readonly abortSwitch: AbortSwitch;
  readonly endpoints: Endpoints;
  readonly notices: Notices;
  readonly announcements: Announcements;
  readonly metrics: Metrics;
  readonly commandFlags: CommandFlags;
}

/** Who asks, and about what. `key` is of its own: the same command, sent again, changes nothing more. */
interface CommandBase {
  readonly by: string;
  readonly key: string;
  readonly endpoint: string;
}

/** Of the rollout under way, or of the release (or rollout) named: also one that still waits for its turn. */
export interface AbortCommand extends CommandBase {
  readonly reason: string;
  readonly release?: string | undefined;
}
export interface RetryCommand extends CommandBase {
  readonly reason?: string | undefined;
  readonly release: string;
}
export interface RollbackCommand extends CommandBase {
  readonly reason?: string | undefined;
  readonly to?: string | undefined;
  /** Away from that rollout's release, and only while it serves: a button may be pressed long after it was made. */
  readonly from?: string | undefined;
  /** Past all gates. */
  readonly fast: boolean;
}
/** Of the gate that asks now, or of the one named: `<rollout>/<stage>/<n>`. */
export interface DecideCommand {
  readonly endpoint: string;
  /** One of core/gates/ask.ts. */
  readonly action: string;
  readonly who: Who;
  /** Nobody has proven who they are: enough only where nobody in particular is meant. */
  readonly unproven?: true;
  readonly gate?: string | undefined;
  /** Which of the gate's questions is answered; the one that stands, if it is not said. */
  readonly round?: number | undefined;
  readonly reason?: string | undefined;
  /** Of its own: the same answer, sent again, is told that it has counted. */
  readonly key?: string | undefined;
}

export interface Commands {
  abort(command: AbortCommand): Promise<CommandResult>;
  retry(command: RetryCommand): Promise<CommandResult>;
  rollback(command: RollbackCommand): Promise<CommandResult>;
  decide(command: DecideCommand): Promise<CommandResult>;
}
