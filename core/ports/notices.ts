import type { StateChange } from '../announcements/state-change.ts';
import type { Notice } from '../notices/notice.ts';

/** People: the SNS topic. */
export interface Notices {
  publish(notice: Notice): Promise<void>;
}

/** Machines: EventBridge, as "Greenlight Rollout State Change". */
export interface Announcements {
  announce(change: StateChange): Promise<void>;
  /** Somebody waits for a lease whose holder seems dead: whoever sees to the dead is told (on-execution-ended). */
  suspect(dead: { endpoint: string; rollout: string; execution: string }): Promise<void>;
  /** The endpoint is free again, and a manifest that was put meanwhile is to be decided on (on-artifact-uploaded). */
  manifestPending(pending: { endpoint: string }): Promise<void>;
  /** An alarm that asks people went off in a shift: whoever sees to the gates of the shift looks (check-shift). */
  checkShift(shift: { endpoint: string; rollout: string; alarm: string }): Promise<void>;
}
