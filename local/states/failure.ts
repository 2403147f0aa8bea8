/** The error names that the States Language itself defines (docs: "Handling errors in Step Functions workflows"). */
export const errorName = {
  all: 'States.ALL',
  taskFailed: 'States.TaskFailed',
  timeout: 'States.Timeout',
  heartbeatTimeout: 'States.HeartbeatTimeout',
  queryEvaluation: 'States.QueryEvaluationError',
  dataLimit: 'States.DataLimitExceeded',
  runtime: 'States.Runtime',
} as const;

/** Why a state failed, as Retry and Catch match it and the history tells it. */
export interface Failure {
  /** Undefined only where SendTaskFailure named none. */
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** A further name ErrorEquals may match. A missed heartbeat is told as States.Timeout and matches both names. */
  readonly alias?: string;
  /** True if a limit of time struck, as opposed to a task that reported a failure of that name. */
  readonly timedOut?: true;
  /** The field whose expression failed, like `Output/v`; only evaluation failures have one. */
  readonly location?: string;
}

/** Thrown by the work of a state; the Task's Retry and Catch, or else the execution's end, take it from there. */
export class StateFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(`${failure.error ?? 'no error name'}: ${failure.cause ?? 'no cause'}`);
    this.name = 'StateFailed';
    this.failure = failure;
  }
}

/** AWS tells a timeout by its name alone, without a cause. */
export const timedOut = (): StateFailed =>
  new StateFailed({ error: errorName.timeout, cause: undefined, timedOut: true });

/** A missed heartbeat; recorded executions on AWS show it as States.Timeout too. */
export const heartbeatMissed = (): StateFailed =>
  new StateFailed({
    error: errorName.timeout,
    cause: undefined,
    timedOut: true,
    alias: errorName.heartbeatTimeout,
  });

/** What `who` (a state's name, or `lambda`) gave is above the payload limit. */
export const dataLimitExceeded = (who: string): StateFailed =>
  new StateFailed({
    error: errorName.dataLimit,
    cause: `The state/task '${who}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  });
