import type { Stage } from './gate.ts';
import type { GateItem } from './item.ts';

/**
 * A gate in the ledger. It is written only if its revision is still the one that was read. Revision 0: not
 * stored yet.
 */
export interface KeptGate {
  readonly item: GateItem;
  readonly revision: number;
}

/** A rollout that waits at a gate. */
interface GateWait {
  readonly endpoint: string;
  readonly name: string;
  readonly token: string;
}

/** The last recorded state of an alarm. Instants are epoch milliseconds. */
export interface RecordedAlarmState {
  /** When its state changed. */
  readonly changedAt: number;
  /** When it last went into ALARM; 0 if never. */
  readonly lastAlarmAt: number;
  /** When it was recorded. A gate that was evaluated before that did not see it. */
  readonly heardAt: number;
}

/** The gates of a rollout, how far each one is, and whom to wake when something happens to one. */
export interface GateLedger {
  /** The gates of a stage that have opened, in order. */
  gates(endpoint: string, rollout: string, stage: Stage): Promise<KeptGate[]>;
  /** False if somebody else has written since. */
  putGate(endpoint: string, rollout: string, item: GateItem, revision: number): Promise<boolean>;
  armGate(endpoint: string, rollout: string, token: string): Promise<void>;
  gateWaits(endpoint: string): Promise<GateWait[]>;
  disarmGate(wait: GateWait): Promise<void>;
  recordAlarmState(endpoint: string, alarm: string, recorded: RecordedAlarmState): Promise<void>;
  alarmStates(endpoint: string): Promise<Readonly<Record<string, RecordedAlarmState>>>;
}
