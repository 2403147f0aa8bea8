import type { LocalContext } from '../context.ts';
import type { QueueSink } from '../ports.ts';
import type { LocalFunction } from './local-function.ts';

/** Waits before the second and the third attempt: one minute, then two (Lambda guide, "Asynchronous invocation"). */
const retryWaitsMs = [60_000, 120_000];

/** Lambda's default maximum age of an event: six hours. */
const maximumAgeMs = 6 * 3_600_000;

export type AfterFailure =
  | { readonly kind: 'retry'; readonly afterMs: number }
  | { readonly kind: 'give-up' };

/**
 * What follows the `attempt`th failure (1 is the first) of an event accepted at `acceptedAt`, both instants in
 * epoch milliseconds: attempts at 0, +1 min and +3 min when none takes any time, then it is given up.
 */
export function afterFailure(attempt: number, acceptedAt: number, now: number): AfterFailure {
  const afterMs = retryWaitsMs[attempt - 1];
  if (afterMs === undefined || now + afterMs - acceptedAt > maximumAgeMs) return { kind: 'give-up' };
  return { kind: 'retry', afterMs };
}

/**
 * Runs an accepted event with Lambda's retries; the last failure sends it to the dead-letter queue. All
 * attempts have the same request id.
 */
export async function runAccepted(
  context: LocalContext,
  queues: QueueSink,
  target: LocalFunction,
  payload: unknown,
): Promise<void> {
  const { clock } = context;
  const requestId = context.random.uuid();
  const acceptedAt = clock.now();
  // A later turn: whoever queued the event is answered before the handler runs.
  await clock.sleep(0);
  for (let attempt = 1; ; attempt += 1) {
    const result = await target.run(payload, requestId);
    if (result.ok) return;
    const next = afterFailure(attempt, acceptedAt, clock.now());
    switch (next.kind) {
      case 'retry':
        await clock.sleep(next.afterMs);
        break;
      case 'give-up':
        deadLetter(queues, target, payload, requestId, result.errorMessage);
        return;
    }
  }
}

/** The event as it was, with Lambda's three attributes (Lambda guide, "Dead-letter queues"). */
function deadLetter(
  queues: QueueSink,
  target: LocalFunction,
  payload: unknown,
  requestId: string,
  errorMessage: string,
): void {
  const { deadLetterArn } = target.spec;
  if (deadLetterArn === undefined) {
    target.log.error('event dropped after its last attempt: the function has no dead-letter queue', {
      requestId,
    });
    return;
  }
  try {
    queues.send(deadLetterArn, JSON.stringify(payload), {
      RequestID: requestId,
      // The invocation itself was answered with 200: it is the function that failed.
      ErrorCode: '200',
      ErrorMessage: firstKilobyte(errorMessage),
    });
  } catch (error) {
    target.log.error(`event dropped: dead-letter queue ${deadLetterArn}: ${String(error)}`, { requestId });
  }
}

/** At most the first 1,024 bytes; a character cut in two is left out whole, since a stream would go on. */
const firstKilobyte = (message: string): string =>
  new TextDecoder().decode(new TextEncoder().encode(message).subarray(0, 1024), { stream: true });
