import type { Catcher, Retrier } from './definition.ts';
import { errorName, type Failure } from './failure.ts';

/** What a Task does about a failure. */
export type Reaction =
  | { readonly kind: 'retry'; readonly retrier: number; readonly delaySeconds: number }
  | { readonly kind: 'catch'; readonly catcher: number }
  | { readonly kind: 'fail' };

/**
 * Decides by the first Retrier that matches and has attempts left, then by the first Catcher that matches. As on
 * AWS, a Retrier that matches but is used up ends the retrying: later Retriers are not asked.
 *
 * @param used how often each Retrier has been used in this visit of the state
 * @param draw a number in [0, 1), asked only for the jitter strategy FULL
 */
export function reactTo(
  failure: Failure,
  state: { readonly Retry?: readonly Retrier[] | undefined; readonly Catch?: readonly Catcher[] | undefined },
  used: readonly number[],
  draw: () => number,
): Reaction {
  const retriers = state.Retry ?? [];
  const index = retriers.findIndex((retrier) => matches(retrier.ErrorEquals, failure));
  const retrier = retriers[index];
  const attempts = used[index] ?? 0;
  if (retrier !== undefined && attempts < (retrier.MaxAttempts ?? 3)) {
    return { kind: 'retry', retrier: index, delaySeconds: delayBefore(retrier, attempts, draw) };
  }
  const catcher = (state.Catch ?? []).findIndex(({ ErrorEquals }) => matches(ErrorEquals, failure));
  return catcher < 0 ? { kind: 'fail' } : { kind: 'catch', catcher };
}

/**
 * IntervalSeconds × BackoffRate^attempts, at most MaxDelaySeconds; FULL jitter draws from zero to that, in whole
 * milliseconds, as AWS tells instants.
 * Interval 2, rate 2: 2 s before the first retry, 4 s before the second: at +2 and +6.
 */
function delayBefore(retrier: Retrier, attempts: number, draw: () => number): number {
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Number.POSITIVE_INFINITY } = retrier;
  const delay = Math.min(IntervalSeconds * BackoffRate ** attempts, MaxDelaySeconds);
  return retrier.JitterStrategy === 'FULL' ? Math.floor(delay * draw() * 1000) / 1000 : delay;
}

/**
 * Whether an ErrorEquals names the failure. States.Runtime is never matched; the wildcard States.ALL leaves out
 * States.DataLimitExceeded, States.TaskFailed leaves out timeouts as well (developer guide, "Error names").
 */
function matches(errorEquals: readonly string[], { error, alias }: Failure): boolean {
  if (error === errorName.runtime) return false;
  return errorEquals.some((name) => {
    if (name === error || (alias !== undefined && name === alias)) return true;
    if (error === errorName.dataLimit) return false;
    return name === errorName.all || (name === errorName.taskFailed && error !== errorName.timeout);
  });
}
