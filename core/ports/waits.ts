import type { Breach } from '../cloudwatch/breach.ts';
import type { Problem } from '../values/problem.ts';
import type { Expectation, Verdict } from '../verdict/decide-verdict.ts';
import type { Stop } from '../verdict/stop.ts';

/** The answer for each kind of wait. The state machine uses it unchanged as its variables. */
interface Answers {
  readonly admission: Admission;
  readonly calm: { readonly ending: Stopped | null };
  readonly shift: Verdict;
  readonly back: Verdict;
  /** Only says that there is something new to look at. */
  readonly gate: Readonly<Record<string, never>>;
}

export type Purpose = keyof Answers;

interface Stopped {
  readonly kind: 'stopped';
  readonly stop: Stop;
}

interface Refused {
  readonly kind: 'refused';
  readonly problems: readonly Problem[];
}

type Admission =
  | { readonly ending: null; readonly fence: number }
  | { readonly ending: Stopped | Refused; readonly fence: null };

/** The state machine's waiting tasks. */
export interface Waits {
  /** Ends the wait of a task. False if it has already ended or is gone: a late answer does no harm. */
  complete<P extends Purpose>(token: string, answer: Answers[P]): Promise<boolean>;
}

/** The same for whoever may meet too many calls: the state machine has more patience than a function. */
export interface PatientWaits extends Waits {
  /**
   * Has the task tried again that waits, as after throttling: at a random instant, as often as its Retry says. It
   * then looks by itself. False as for `complete`.
   */
  tryAgain(token: string): Promise<boolean>;
}

/** Triggers a check of the shift at a certain time, without polling: an answer is due, or a bake ends soon. */
export interface HoldTimers {
  /** Once for each question, or for each bake, however often it is called. */
  start(hold: HeldShift & { readonly until: number }): Promise<void>;
}

/**
 * A gate `n` of the stage `during`: a question, for the `round`th time; or a check that looks once more before the bake
 * `bake` ends.
 */
interface HeldShift {
  readonly endpoint: string;
  readonly rollout: string;
  readonly n: number;
  readonly round: number;
  readonly bake?: number;
}

/** A rollout that waits for its endpoint, with everything needed to end the wait. */
export type EndpointWait = IdleWait | ShiftWait;

interface WaitOf {
  readonly endpoint: string;
  readonly name: string;
  readonly token: string;
}

/** Before the shift: until nothing else changes the endpoint. */
export interface IdleWait extends WaitOf {
  readonly purpose: 'calm';
}

/** The shift itself, or going back to the config from before. */
export interface ShiftWait extends WaitOf {
  readonly purpose: 'shift' | 'back';
  readonly expected: Expectation;
  readonly rollbackAlarms: readonly string[];
  /** Alarms that went into ALARM during the wait. */
  readonly breaches: readonly Breach[];
  /** Whether there are gates in the shift or after it; unknown to older waits. */
  readonly gated?: boolean;
}

/** Events that came while AWS took no more calls. */
export interface EventsAgain {
  /**
   * Has the event handled again, soon and as often as necessary. Once for each key, however often it is called: false if
   * that is over already, whatever came of it.
   *
   * @param key what tells the event from others: letters, digits and `-_.`, 70 at most
   */
  start(key: string, event: unknown): Promise<boolean>;
}
