import type { Endpoints, PastRollouts } from '../../../core/dashboard/api.ts';
import type { Recording } from '../../../core/recording/recording.ts';

/** A story as it was played, as the page shows it. */
export interface Simulated {
  /** When the story began and when it was over, in its own time: epoch milliseconds. */
  readonly startedAt: number;
  readonly now: number;
  readonly endpoints: Endpoints['endpoints'];
  /** All rollouts, oldest first. */
  readonly rollouts: readonly SimulatedRollout[];
}

export interface SimulatedRollout {
  readonly recording: Recording;
  readonly past: PastRollouts['rollouts'][number];
}
