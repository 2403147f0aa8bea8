/**
 * The one seam between the local AWS and the handlers of whoever uses it: what `load` gives has a `make(seam)`.
 * Handlers may state the same shape by themselves; nothing needs to be imported across.
 */

/** One line that a handler, or Lambda about a handler, has logged. */
export interface LogEntry {
  /** The simulated instant, in epoch milliseconds. */
  readonly at: number;
  readonly functionName: string;
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly data: unknown;
}

type Say = (message: string, data?: unknown) => void;

/** Constructs a real SDK client that talks to the local AWS in this process. */
// biome-ignore lint/suspicious/noExplicitAny: every SDK client has its own configuration type
export type ClientFactory = <C>(Client: new (config: any) => C) => C;

/** What `make` is given: all that a handler may know of the world. */
export interface Seam {
  /** The template's variables and Lambda's own (`AWS_REGION` …); never the host's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clients: ClientFactory;
  /** Simulated time, in epoch milliseconds, and the clock's `io`: a handler's own work off its thread is a leaf too. */
  readonly clock: { now(): number; io<T>(work: () => Promise<T>): Promise<T> };
  /** To Slack, as far as one is mounted (local/slack); there is nothing else out there. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Starts one, which then tells the milliseconds since: of the host's time, or of a virtual clock (`createLocalAws`). */
  readonly stopwatch: () => () => number;
  readonly log: { readonly info: Say; readonly warn: Say; readonly error: Say };
  /** Takes a line in CloudWatch's embedded metric format, before it is text: see `Lambda.emit`. */
  readonly emit: (document: unknown) => void;
}

/** The part of Lambda's context object that is offered. */
export interface InvocationContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly functionVersion: '$LATEST';
  readonly invokedFunctionArn: string;
  /** Milliseconds of the host's time until the function's timeout. */
  getRemainingTimeInMillis(): number;
}

export type Handler = (event: unknown, context: InvocationContext) => Promise<unknown>;

/** A handler's source file as `load` gives it. */
export interface HandlerModule {
  make(seam: Seam): Handler;
}
