import type { Stage } from './gate.ts';
import type { GateItem } from './item.ts';

/** A gate as the ledger holds it: written only if it is still at the revision that was read. 0 is not there yet. */
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

/** The state of an alarm as it was last recorded. Instants are epoch milliseconds. */
export interface RecordedAlarmState {
  /** When it changed its state. */
  readonly changedAt: number;
  /** When it last went into ALARM; 0 if never. */
  readonly lastAlarmAt: number;
  /** When it was recorded: a gate that was evaluated before did not see it. */
  readonly heardAt: number;
}

/** Which gates a rollout has, how far each is, and whom to wake when something happens to one. */
export interface GateLedger {
  /** Those of a stage whose turn has come, in order. */
  gates(endpoint: string, rollout: string, stage: Stage): Promise<KeptGate[]>;
  /** False if another has written since. */
  putGate(endpoint: string, rollout: string, item: GateItem, revision: number): Promise<boolean>;
  armGate(endpoint: string, rollout: string, token: string): Promise<void>;
  gateWaits(endpoint: string): Promise<GateWait[]>;
  disarmGate(wait: GateWait): Promise<void>;
  recordAlarmState(endpoint: string, alarm: string, recorded: RecordedAlarmState): Promise<void>;
  alarmStates(endpoint: string): Promise<Readonly<Record<string, RecordedAlarmState>>>;
}
