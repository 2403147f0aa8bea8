import type { RolloutRecord } from './rollout-record.ts';

/** Whether there are gates before the shift, and in or after it. The state machine decides by it. */
export interface Gated {
  readonly before: boolean;
  /** Gates missed in the shift are passed after it. */
  readonly after: boolean;
}

export const gatedBy = ({ before, during, after }: NonNullable<RolloutRecord['gates']>): Gated => ({
  before: before.length > 0,
  after: during.length + after.length > 0,
});
