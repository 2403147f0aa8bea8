import type { MiddlewareStack } from '@smithy/types';
import type { Aws } from '../../aws/aws.ts';

const windowMs = 60_000;

/** How many calls may be made. Times are the host's. */
export interface CallBudget {
  /** The most in any minute. */
  readonly perMinute: number;
  /** How many may be made at once. */
  left(): number;
  /** Resolves when a call may be made, in the order in which it was asked for. */
  take(): Promise<void>;
}

/** At most so many calls in any 60 seconds: one more waits until the oldest of them is a minute old. */
export function callBudget(
  perMinute: number,
  { now, sleep }: { now(): number; sleep(ms: number): Promise<void> },
): CallBudget {
  let made: number[] = [];
  let queue: Promise<void> = Promise.resolve();
  const recent = () => {
    made = made.filter((at) => at > now() - windowMs);
    return made;
  };
  const turn = async (): Promise<void> => {
    for (;;) {
      const [oldest] = recent();
      if (oldest === undefined || made.length < perMinute) break;
      await sleep(oldest + windowMs - now());
    }
    made.push(now());
  };
  return {
    perMinute,
    left: () => perMinute - recent().length,
    take() {
      queue = queue.then(turn);
      return queue;
    },
  };
}

/** The same AWS, of which each call waits for the budget: each try of it, too, since AWS counts those. */
export function budgeted(aws: Aws, budget: CallBudget): Aws {
  return {
    ...aws,
    clients(Client) {
      const client = aws.clients(Client);
      const { middlewareStack } = client as { middlewareStack: MiddlewareStack<object, object> };
      middlewareStack.add(
        (next) => async (args) => {
          await budget.take();
          return next(args);
        },
        // After the one that tries again.
        { step: 'finalizeRequest', priority: 'low', name: 'callBudget' },
      );
      return client;
    },
  };
}
