import { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from '../../core/ports/log.ts';
import { type Instant, instantAt } from '../../core/values/instant.ts';
import { logKeys } from './log-keys.ts';

/** Constructs an SDK client: for AWS here, for the local AWS in local/lambda. */
// biome-ignore lint/suspicious/noExplicitAny: every SDK client has its own config type, and the seam gives each what it needs
type NewClient = <C>(Client: new (config: any) => C) => C;

/**
 * Everything that a handler takes from the outside world. Each file in functions/ exports `make(seam)`; nothing
 * else in it reads the environment or the time, or makes a client (docs/adr/0001-foundations.md).
 */
export interface Seam {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clients: NewClient;
  readonly clock: {
    now(): number;
    /**
     * Runs work that leaves this thread (unpacking, for example) and calls no AWS service. On AWS it just
     * runs. Under the local AWS's virtual clock, time stands still until it is done.
     */
    io<T>(work: () => Promise<T>): Promise<T>;
  };
  /**
   * HTTP for services without an SDK: Slack. Never for addresses from a manifest (adapters/gates does those).
   */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /**
   * Starts a stopwatch and returns its reading in milliseconds. It uses host time even if the clock is
   * virtual.
   */
  readonly stopwatch: () => () => number;
  readonly log: Log;
  /**
   * Writes a line in CloudWatch's embedded metric format, of which CloudWatch makes metrics
   * (adapters/cloudwatch/embedded-metrics.ts).
   */
  readonly emit: (document: Readonly<Record<string, unknown>>) => void;
}

/** The seam on AWS. */
export function awsSeam(logger = new Logger()): Seam {
  const write =
    (level: 'info' | 'warn' | 'error') =>
    (message: string, data: Record<string, unknown> = {}): void =>
      logger[level](message, data);
  return {
    env: process.env,
    clients: onePerService(),
    clock: { now: () => Date.now(), io: (work) => work() },
    fetch: (url, init) => fetch(url, init),
    stopwatch: () => {
      const startedAt = performance.now();
      return () => performance.now() - startedAt;
    },
    log: { info: write('info'), warn: write('warn'), error: write('error') },
    // Not with console.log: Lambda puts its own words before the document.
    emit: (document) => void process.stdout.write(`${JSON.stringify(document)}\n`),
  };
}

/** One client per service and container, since each client keeps its own connections. */
function onePerService(): NewClient {
  const made = new Map<unknown, unknown>();
  return <C>(Client: new (config: Record<string, never>) => C): C => {
    if (!made.has(Client)) made.set(Client, new Client({}));
    return made.get(Client) as C;
  };
}

/** The instant now. */
export const instantNow = (seam: Seam): Instant => instantAt(seam.clock.now());

/** The part of Lambda's context object that is used. */
export interface InvocationContext {
  readonly awsRequestId: string;
}

/**
 * The Lambda entry of a function. It is made at the container's first event, so importing it does nothing.
 * Each line logged for an event names the event's subject.
 */
export function onAws<R>(
  make: (seam: Seam) => (event: unknown) => Promise<R>,
  newLogger = () => new Logger(),
): (event: unknown, context?: InvocationContext) => Promise<R> {
  let container: { logger: Logger; handle: (event: unknown) => Promise<R> } | undefined;
  const start = () => {
    const logger = newLogger();
    return { logger, handle: make(awsSeam(logger)) };
  };
  return async (event, context) => {
    container ??= start();
    const { logger, handle } = container;
    logger.resetKeys();
    logger.appendKeys({ ...logKeys(event), requestId: context?.awsRequestId });
    try {
      return await handle(event);
    } catch (error) {
      // Log only name, message and stack: an SDK error carries the whole answer. Lambda logs it again,
      // without keys.
      const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
      logger.error('the handler failed', { errorType: name, errorMessage: message, stack });
      throw error;
    }
  };
}
