import type { Plan } from '../plan/plan.ts';
import type { Rollout } from '../release.ts';

/** The executions of the rollout state machine. */
export interface Rollouts {
  /** Starts an execution. If one of that name was started before, nothing happens. */
  start(rollout: Rollout): Promise<'started' | 'duplicate'>;
  /** The ARN of the rollout's own execution. */
  executionArn(rollout: Rollout): string;
  /** The ARN of the caretaker that takes over from the holder of the lease under `fence`. */
  caretakerArn(rollout: Rollout, fence: number): string;
  /** Starts that caretaker, once. `given` is its fencing number; `gated` says whether gates are left. */
  startCaretaker(care: {
    rollout: Rollout;
    plan: Plan;
    fence: number;
    given: number;
    gated?: boolean;
  }): Promise<void>;
  /** Also false if there never was such an execution. */
  isRunning(execution: string): Promise<boolean>;
}
