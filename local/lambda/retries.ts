import {
  DEFAULT_MAX_ATTEMPTS,
  INITIAL_RETRY_TOKENS,
  isThrottlingError,
  isTransientError,
  MAXIMUM_RETRY_DELAY,
  NO_RETRY_INCREMENT,
  Retry,
} from '@smithy/core/retry';
import type { RetryErrorInfo, RetryErrorType, RetryStrategyV2, StandardRetryToken } from '@smithy/types';
import type { Random } from '../random.ts';

/** How the SDK's clients try calls again that fail. */
export interface Retries {
  /** Attempts at a call, the first one included. */
  readonly maxAttempts: number;
  /** For clients that send requests. */
  readonly strategy: RetryStrategyV2;
  /** Makes attempts until one succeeds. @throws the error of the last one */
  run<T>(attempt: () => Promise<T>): Promise<T>;
}

/** Retries of a client, by the name of its class. */
export type RetriesOf = (clientName: string) => Retries;

/** For whom calls are made: an invocation of a handler. */
export interface RetryScope {
  /** Waits before the next attempt; never ends for a handler whose time is up meanwhile. */
  backOff(ms: number): Promise<void>;
}

/** DynamoDB's client tries once more than the others, and sooner (its `resolveRetryConfig`). */
const byClient: Readonly<Record<string, { readonly maxAttempts: number; readonly baseMs: number }>> = {
  DynamoDBClient: { maxAttempts: 4, baseMs: 25 },
};

/**
 * The SDK's standard mode, with its own constants and its own judgement of errors: exponential backoff with full
 * jitter, at most 20 s, paid from a budget of retry tokens. Its own strategy waits in the host's time and draws from
 * the host's chance, which would make stories neither fast nor repeatable.
 *
 * Each invocation has a budget of its own for each client, as invocations at the same time have on AWS, where each has
 * a container. There, invocations one after the other share what is left of it.
 *
 * @param scope the invocation that is running
 */
export function standardRetries(random: Random, scope: () => RetryScope): RetriesOf {
  const budgets = new WeakMap<RetryScope, Map<string, Budget>>();
  const budgetOf = (client: string): Budget => {
    const own = budgets.get(scope()) ?? new Map<string, Budget>();
    budgets.set(scope(), own);
    const budget = own.get(client) ?? { left: INITIAL_RETRY_TOKENS };
    own.set(client, budget);
    return budget;
  };

  return (client) => {
    const { maxAttempts, baseMs } = byClient[client] ?? {
      maxAttempts: DEFAULT_MAX_ATTEMPTS,
      baseMs: Retry.delay(),
    };
    const strategy: RetryStrategyV2 = {
      acquireInitialRetryToken: async () => tokenOf(0),
      async refreshRetryTokenForRetry(token, { errorType }: RetryErrorInfo) {
        const attempts = token.getRetryCount() + 1;
        const budget = budgetOf(client);
        const cost = errorType === 'THROTTLING' ? Retry.throttlingCost() : Retry.cost();
        const mayHelp = errorType === 'THROTTLING' || errorType === 'TRANSIENT';
        if (!mayHelp || attempts >= maxAttempts || budget.left < cost)
          throw new Error('No retry token available');
        budget.left -= cost;
        const base = errorType === 'THROTTLING' ? Retry.throttlingDelay() : baseMs;
        const most = Math.min(base * 2 ** token.getRetryCount(), MAXIMUM_RETRY_DELAY);
        const delay = Math.floor(random.next() * most);
        await scope().backOff(delay);
        return tokenOf(attempts, cost, delay);
      },
      recordSuccess(token) {
        const budget = budgetOf(client);
        const back = (token as StandardRetryToken).getRetryCost() ?? NO_RETRY_INCREMENT;
        budget.left = Math.min(INITIAL_RETRY_TOKENS, budget.left + back);
      },
    };
    return { maxAttempts, strategy, run: (attempt) => run(strategy, attempt) };
  };
}

interface Budget {
  left: number;
}

const tokenOf = (count: number, cost?: number, waited = 0): StandardRetryToken => ({
  getRetryCount: () => count,
  getRetryCost: () => cost,
  // It was waited for already.
  getRetryDelay: () => 0,
  $retryLog: { acquisitionDelay: waited },
});

/** What the SDK's middleware does. */
async function run<T>(strategy: RetryStrategyV2, attempt: () => Promise<T>): Promise<T> {
  let token = await strategy.acquireInitialRetryToken('');
  let totalRetryDelay = 0;
  const noted = <V>(value: V): V => {
    const metadata = (value as { $metadata?: object }).$metadata;
    if (metadata !== undefined)
      Object.assign(metadata, { attempts: token.getRetryCount() + 1, totalRetryDelay });
    return value;
  };
  for (;;) {
    try {
      const output = await attempt();
      strategy.recordSuccess(token);
      return noted(output);
    } catch (error) {
      const errorType = errorTypeOf(error);
      try {
        token = await strategy.refreshRetryTokenForRetry(token, { errorType });
      } catch {
        throw noted(error);
      }
      totalRetryDelay += token.$retryLog?.acquisitionDelay ?? 0;
    }
  }
}

function errorTypeOf(error: unknown): RetryErrorType {
  const failed = error as Parameters<typeof isThrottlingError>[0];
  if (isThrottlingError(failed)) return 'THROTTLING';
  return isTransientError(failed) ? 'TRANSIENT' : 'CLIENT_ERROR';
}
