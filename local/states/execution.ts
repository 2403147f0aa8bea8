import type { HistoryEventType } from '@aws-sdk/client-sfn';
import type { Clock } from '../clock/clock.ts';
import { errorName } from './failure.ts';
import { type EventDetails, History, historyLimit, inputData, outputData } from './history.ts';
import type { Json } from './json.ts';
import type { Told } from './spelling.ts';
import type { StateMachine } from './state-machine.ts';

/** How an execution ended. */
export type Ending =
  | { readonly status: 'SUCCEEDED'; readonly output: string }
  | {
      readonly status: 'FAILED' | 'ABORTED';
      readonly error: string | undefined;
      readonly cause: string | undefined;
    }
  | { readonly status: 'TIMED_OUT' };

/** Where an execution is: the state it has entered last, and what it entered it with. */
export interface Position {
  readonly state: string;
  readonly input: Told;
  /** Epoch milliseconds. */
  readonly enteredAt: number;
  readonly enteredEventId: number;
}

/** Stops whatever still works for an execution that is over. Never an error by itself. */
export class ExecutionEnded extends Error {
  override readonly name = 'ExecutionEnded';
}

/** The one that there is: nobody is told of it, and a stack for each execution would cost more than its history. */
const ended = new ExecutionEnded('the execution is over');

/**
 * One execution: its state, its history and its one end. Whoever ends it first decides; from then on nothing is
 * recorded any more, and everything that waits for it is cut short. A redrive makes it run again.
 */
export class Execution {
  readonly arn: string;
  readonly name: string;
  readonly machine: StateMachine;
  /** The input, its text as it was sent. */
  readonly input: Told;
  readonly startedAt: number;
  /** The workflow's variables: others with each state that assigns some. */
  variables: Readonly<Record<string, Json>> = {};
  readonly history = new History();
  /** What AWS bills: states entered, retries and redrives (Step Functions pricing; "Redriving executions"). */
  transitions = 0;
  position: Position | undefined;
  redriveCount = 0;
  /** When it was redriven last, in epoch milliseconds. */
  redrivenAt: number | undefined;
  #ending: (Ending & { readonly at: number }) | undefined;
  readonly #clock: Clock;
  readonly #onChange: (execution: Execution) => void;
  #over = new AbortController();
  /** What cuts short the work under way. An AbortSignal's listeners cost much more. */
  readonly #cuts = new Set<(reason: ExecutionEnded) => void>();

  /** @param onChange called now (RUNNING), at the end, and at each redrive and its end */
  constructor(
    start: {
      readonly arn: string;
      readonly name: string;
      readonly machine: StateMachine;
      readonly input: Told;
    },
    clock: Clock,
    onChange: (execution: Execution) => void,
  ) {
    this.arn = start.arn;
    this.name = start.name;
    this.machine = start.machine;
    this.input = start.input;
    this.#clock = clock;
    this.#onChange = onChange;
    this.startedAt = clock.now();
    const details = { ...inputData(start.input.text), roleArn: start.machine.roleArn };
    this.record('ExecutionStarted', { executionStartedEventDetails: details });
    onChange(this);
  }

  get status(): 'RUNNING' | Ending['status'] {
    return this.#ending?.status ?? 'RUNNING';
  }

  get ending(): (Ending & { readonly at: number }) | undefined {
    return this.#ending;
  }

  /** Aborts, with an ExecutionEnded as its reason, when the execution ends. Each redrive has one of its own. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /**
   * Adds an event to the history and returns its id. The last place within the limit is the forced end's.
   * @throws ExecutionEnded if the execution is over, or ends by this
   */
  record(type: HistoryEventType, details: EventDetails = {}): number {
    if (this.history.events.length === historyLimit - 1) {
      const cause = `The execution reached the maximum number of history events (${historyLimit}).`;
      this.end({ status: 'FAILED', error: errorName.runtime, cause });
    }
    this.over.throwIfAborted();
    return this.history.append(type, this.#clock.now(), details);
  }

  /** Ends the execution, unless it is over already. */
  end(ending: Ending): void {
    if (this.#ending !== undefined) return;
    const at = this.#clock.now();
    this.#ending = { ...ending, at };
    const [type, details] = terminalEvent(ending);
    this.history.append(type, at, details);
    this.#over.abort(ended);
    for (const cut of this.#cuts) cut(ended);
    this.#cuts.clear();
    this.#onChange(this);
  }

  /** Makes an execution that is over RUNNING again, from where it ended and with its variables. */
  redrive(): void {
    if (this.#ending === undefined) throw new Error(`${this.arn} is running and cannot be redriven`);
    this.#ending = undefined;
    this.#over = new AbortController();
    this.redriveCount += 1;
    this.redrivenAt = this.#clock.now();
    this.transitions += 1;
    this.record('ExecutionRedriven', {
      executionRedrivenEventDetails: { redriveCount: this.redriveCount },
    });
    this.#onChange(this);
  }

  /** Settles as `work` does, or rejects with ExecutionEnded as soon as the execution is over. */
  whileRunning<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.over.aborted) reject(ended);
      this.#cuts.add(reject);
      const settled = () => this.#cuts.delete(reject);
      work.then(resolve, reject).then(settled, settled);
    });
  }
}

function terminalEvent(ending: Ending): [HistoryEventType, EventDetails] {
  switch (ending.status) {
    case 'SUCCEEDED':
      return ['ExecutionSucceeded', { executionSucceededEventDetails: outputData(ending.output) }];
    case 'FAILED':
      return [
        'ExecutionFailed',
        { executionFailedEventDetails: { error: ending.error, cause: ending.cause } },
      ];
    case 'ABORTED':
      return [
        'ExecutionAborted',
        { executionAbortedEventDetails: { error: ending.error, cause: ending.cause } },
      ];
    case 'TIMED_OUT':
      return ['ExecutionTimedOut', { executionTimedOutEventDetails: { error: errorName.timeout } }];
  }
}
