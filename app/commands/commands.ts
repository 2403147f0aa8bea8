import type { CommandFlags } from '../../core/command-flags.ts';
import type { CommandResult, Proposed } from '../../core/commands/contract.ts';
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

/** Who asks, and about what. `key` identifies the command: sent again, it changes nothing more. */
interface CommandBase {
  readonly by: string;
  readonly key: string;
  readonly endpoint: string;
}

/** Of the running rollout, or of the named release or rollout, which may still be queued. */
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
  /**
   * The rollout to roll back from, and only while its release serves: a button may be pressed long after it
   * was made.
   */
  readonly from?: string | undefined;
  /** Skips all gates. */
  readonly fast: boolean;
}
/** Whether the endpoint's rollouts are compared with what served before. */
export interface JudgeCommand extends CommandBase {
  readonly status: 'off' | 'on';
  readonly reason: string;
}
/** What somebody thinks should be done. */
export interface ProposeCommand extends CommandBase {
  readonly what: Proposed;
  readonly reason: string;
  /** The person has no proven identity. That is not enough. */
  readonly unproven?: true;
}
/** Says no to what was proposed. */
export interface DeclineCommand extends CommandBase {
  /** The proposal's key. */
  readonly proposal: string;
  readonly reason?: string | undefined;
  /** The person has no proven identity. That is not enough. */
  readonly unproven?: true;
}
/** Of the gate that asks now, or of the named one: `<rollout>/<stage>/<n>`. */
export interface DecideCommand {
  readonly endpoint: string;
  /** One of core/gates/ask.ts. */
  readonly action: string;
  readonly who: Who;
  /** The person has no proven identity. That is enough only if the gate names nobody in particular. */
  readonly unproven?: true;
  readonly gate?: string | undefined;
  /** The number of the question that is answered; default: the current one. */
  readonly round?: number | undefined;
  readonly reason?: string | undefined;
  /** Identifies the answer: sent again, it is told that it has counted. */
  readonly key?: string | undefined;
}

export interface AdoptCommand extends CommandBase {
  /** Forgets the adoption. */
  readonly undo: boolean;
}

export interface Commands {
  abort(command: AbortCommand): Promise<CommandResult>;
  retry(command: RetryCommand): Promise<CommandResult>;
  rollback(command: RollbackCommand): Promise<CommandResult>;
  judge(command: JudgeCommand): Promise<CommandResult>;
  decide(command: DecideCommand): Promise<CommandResult>;
  adopt(command: AdoptCommand): Promise<CommandResult>;
  propose(command: ProposeCommand): Promise<CommandResult>;
  decline(command: DeclineCommand): Promise<CommandResult>;
}
