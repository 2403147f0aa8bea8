import type { ScoreField } from '../judge/score-field.ts';
import type { Rollout } from '../release.ts';
import type { Action } from './action.ts';
import type { CheckAnswer } from './check-answer.ts';
import type { Stage } from './gate.ts';
import type { CountsReport } from './judge-report.ts';
import type { SmokeReport } from './smoke-report.ts';

/** The gate that asks for an action. */
export interface ActionAbout {
  readonly rollout: Rollout;
  readonly stage: Stage;
  /** The gate's own id in the ledger. */
  readonly gate: string;
  /** The number of the bake, from 1. Asking again in the next bake is a new question. */
  readonly bake?: number;
  /** The shift from one fleet to another, once it has begun; absent if a release has created the endpoint. */
  readonly shift?: ShiftAbout;
  /** Where a webhook may answer later. The URL is secret because it is signed. */
  readonly callbackUrl?: string;
}

/** The two fleets of a shift. */
export interface ShiftAbout {
  /** The new fleet's endpoint config. */
  readonly config: string;
  readonly variants: readonly string[];
  /** When it began: epoch milliseconds. */
  readonly since: number;
  /** How long it is planned to last. */
  readonly minutes: number;
  /** Where both fleets' answers are captured; absent if they are not. */
  readonly capture?: CapturedAnswers;
}

/** Where answers are captured, in S3. */
export interface CapturedAnswers {
  readonly bucket: string;
  /** Of the new fleet's. */
  readonly prefix: string;
  /** Of the old fleet's; null if they are not captured. */
  readonly before: string | null;
  readonly score: ScoreField;
}

export interface GateActions {
  /**
   * Does what a gate asks for. A failure of the other side is a result for the gate to judge. A failure on
   * our side (reading a file or a secret) is thrown, so that it is retried.
   */
  act(action: Action, about: ActionAbout): Promise<SmokeReport | CheckAnswer | CountsReport>;
}
