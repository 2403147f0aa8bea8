import type { Plan } from '../plan/plan.ts';
import type { Rollout } from '../release.ts';

/** The executions of the rollout state machine. */
export interface Rollouts {
  /** Starts one, unless one of that name was started before: then nothing happens. */
  start(rollout: Rollout): Promise<'started' | 'duplicate'>;
  /** The ARN of the rollout's own execution. */
  executionArn(rollout: Rollout): string;
  /** The ARN that the caretaker has which takes over from whoever held the lease under `fence`. */
  caretakerArn(rollout: Rollout, fence: number): string;
  /** Starts that caretaker, once; `given` is the fencing number it has been given, `gated` where gates are left. */
  startCaretaker(care: {
    rollout: Rollout;
    plan: Plan;
    fence: number;
    given: number;
    gated?: boolean;
  }): Promise<void>;
  /** False also where there never was such an execution. */
  isRunning(execution: string): Promise<boolean>;
}
