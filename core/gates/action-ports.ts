import type { Rollout } from '../release.ts';
import type { Action } from './action.ts';
import type { CheckAnswer } from './check-answer.ts';
import type { Stage } from './gate.ts';
import type { SmokeReport } from './smoke-report.ts';

/** Whose gate asks for an action. */
export interface ActionAbout {
  readonly rollout: Rollout;
  readonly stage: Stage;
  /** The gate's own id, as the ledger has it. */
  readonly gate: string;
  /** The bake that it is asked in, from 1: what is asked again in the next bake is another question. */
  readonly bake?: number;
  /** Where a webhook may answer later; a secret, as it is signed. */
  readonly callbackUrl?: string;
}

export interface GateActions {
  /**
   * Does what a gate asks for. Whatever the other side does wrong is a result for the gate to judge; what fails on
   * our own side (reading a file or a secret) is thrown, to be tried again.
   */
  act(action: Action, about: ActionAbout): Promise<SmokeReport | CheckAnswer>;
}
