import { Logger } from '@aws-lambda-powertools/logger';

/** Constructs an SDK client: for AWS here, for the local AWS in local/lambda. */
// biome-ignore lint/suspicious/noExplicitAny: every SDK client has its own config type, and the seam gives each what it needs
export type NewClient = <C>(Client: new (config: any) => C) => C;

/**
 * All that a handler has of the world outside. Each functions/x.ts exports `make(seam)`; nothing else in it
 * reads the environment, the time, or makes a client (design §3).
 */
export interface Seam {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clients: NewClient;
  readonly clock: {
    now(): number;
    /**
     * Runs work that leaves this thread (unpacking, say) and calls no AWS service. On AWS it just runs; under the
     * local AWS's virtual clock, time stands still meanwhile.
     */
    io<T>(work: () => Promise<T>): Promise<T>;
  };
  readonly log: {
    info(message: string, data?: Record<string, unknown>): void;
    warn(message: string, data?: Record<string, unknown>): void;
    error(message: string, data?: Record<string, unknown>): void;
  };
}

/** The seam on AWS. */
export function awsSeam(): Seam {
  const logger = new Logger();
  const write =
    (level: 'info' | 'warn' | 'error') =>
    (message: string, data: Record<string, unknown> = {}): void =>
      logger[level](message, data);
  return {
    env: process.env,
    clients: (Client) => new Client({}),
    clock: { now: () => Date.now(), io: (work) => work() },
    log: { info: write('info'), warn: write('warn'), error: write('error') },
  };
}

/** The instant now, in ISO form. */
export const isoNow = (seam: Seam): string => new Date(seam.clock.now()).toISOString();

/** The Lambda entry of a function: made once per container, at its first event, so that importing it does nothing. */
export function onAws<R>(
  make: (seam: Seam) => (event: unknown) => Promise<R>,
): (event: unknown) => Promise<R> {
  let made: ((event: unknown) => Promise<R>) | undefined;
  return (event) => {
    made ??= make(awsSeam());
    return made(event);
  };
}
