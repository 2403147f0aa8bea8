import type { RolloutRecord } from './rollout-record.ts';

/** Whether there are gates before the shift, and in or after it: what the state machine goes by. */
export interface Gated {
  readonly before: boolean;
  /** What was missed in the shift is made up for after it. */
  readonly after: boolean;
}

export const gatedBy = ({ before, during, after }: NonNullable<RolloutRecord['gates']>): Gated => ({
  before: before.length > 0,
  after: during.length + after.length > 0,
});
