import type { StateChange } from '../announcements/state-change.ts';
import type { Notice } from '../notices/notice.ts';

/** For people: the SNS topic. */
export interface Notices {
  publish(notice: Notice): Promise<void>;
}

/** For machines: EventBridge, as "Greenlight Rollout State Change". */
export interface Announcements {
  announce(change: StateChange): Promise<void>;
  /** Several at once, in their order; none of them long. */
  announceAll(changes: readonly StateChange[]): Promise<void>;
  /**
   * Somebody waits for a lease whose holder seems dead. Tells on-execution-ended, which handles dead
   * executions.
   */
  suspect(dead: { endpoint: string; rollout: string; execution: string }): Promise<void>;
  /**
   * The endpoint is free again, and a manifest uploaded meanwhile has to be decided (on-artifact-uploaded).
   */
  manifestPending(pending: { endpoint: string }): Promise<void>;
  /** An alarm with `on: hold` went off in a shift. Tells check-shift, which looks at the shift's gates. */
  checkShift(shift: { endpoint: string; rollout: string; alarm: string }): Promise<void>;
}
