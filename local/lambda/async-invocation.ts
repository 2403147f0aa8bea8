import type { LocalContext } from '../context.ts';
import { errorDocument, type FailedInvocation, type QueueSink } from '../ports.ts';
import { type AsyncSettings, defaultAsyncSettings } from './async-settings.ts';
import type { LocalFunction } from './local-function.ts';

/** Waits before the second and the third attempt: one minute, then two (Lambda guide, "Asynchronous invocation"). */
const retryWaitsMs = [60_000, 120_000];

export type AfterFailure =
  | { readonly kind: 'retry'; readonly afterMs: number }
  | { readonly kind: 'give-up' };

/**
 * What follows the `attempt`th failure (1 is the first) of an event accepted at `acceptedAt`, both instants in
 * epoch milliseconds: by default attempts at 0, +1 min and +3 min when none takes any time, then it is given up.
 */
export function afterFailure(
  attempt: number,
  acceptedAt: number,
  now: number,
  settings: AsyncSettings = defaultAsyncSettings,
): AfterFailure {
  const afterMs = retryWaitsMs[attempt - 1];
  const isOut = afterMs === undefined || attempt > settings.maximumRetryAttempts;
  if (isOut || now + afterMs - acceptedAt > settings.maximumEventAgeSeconds * 1000)
    return { kind: 'give-up' };
  return { kind: 'retry', afterMs };
}

/**
 * Runs an accepted event (JSON text) with Lambda's retries; the last failure sends it to the dead-letter queue and a record of
 * it to the on-failure destination, where there are any. All attempts have the same request id.
 */
export async function runAccepted(
  context: LocalContext,
  queues: QueueSink,
  target: LocalFunction,
  event: string,
): Promise<void> {
  const { clock } = context;
  const requestId = context.random.uuid();
  const acceptedAt = clock.now();
  // A later turn: whoever queued the event is answered before the handler runs.
  await clock.sleep(0);
  for (let attempt = 1; ; attempt += 1) {
    const result = await target.run(event, requestId);
    if (result.ok) return;
    const next = afterFailure(attempt, acceptedAt, clock.now(), target.async);
    switch (next.kind) {
      case 'retry':
        await clock.sleep(next.afterMs);
        break;
      case 'give-up':
        lost(context, queues, target, { event, requestId, attempt, failure: result });
        return;
    }
  }
}

/** An event that has failed for good. */
interface Loss {
  /** JSON text. */
  readonly event: string;
  readonly requestId: string;
  readonly attempt: number;
  readonly failure: FailedInvocation;
}

function lost(context: LocalContext, queues: QueueSink, target: LocalFunction, loss: Loss): void {
  const { requestId } = loss;
  const { deadLetterArn } = target.spec;
  const { onFailureArn } = target.async;
  if (deadLetterArn === undefined && onFailureArn === undefined) {
    target.log.error('event dropped after its last attempt: the function has no dead-letter queue', {
      requestId,
    });
    return;
  }
  const send = (what: string, arn: string, body: string, attributes?: Record<string, string>): void => {
    try {
      queues.send(arn, body, attributes);
    } catch (error) {
      target.log.error(`event dropped: ${what} ${arn}: ${String(error)}`, { requestId });
    }
  };
  if (deadLetterArn !== undefined) {
    // The event as it was, with Lambda's three attributes (Lambda guide, "Dead-letter queues").
    send('dead-letter queue', deadLetterArn, loss.event, {
      RequestID: requestId,
      // The invocation itself was answered with 200: it is the function that failed.
      ErrorCode: '200',
      ErrorMessage: firstKilobyte(loss.failure.errorMessage),
    });
  }
  if (onFailureArn !== undefined) {
    send('on-failure destination', onFailureArn, JSON.stringify(failureRecord(context, target, loss)));
  }
}

/** What an on-failure destination is sent (Lambda guide, "Capturing records of Lambda asynchronous invocations"). */
const failureRecord = (context: LocalContext, target: LocalFunction, loss: Loss) => ({
  version: '1.0',
  timestamp: new Date(context.clock.now()).toISOString(),
  requestContext: {
    requestId: loss.requestId,
    functionArn: `${target.arn}:$LATEST`,
    condition: loss.attempt > target.async.maximumRetryAttempts ? 'RetriesExhausted' : 'EventAgeExceeded',
    approximateInvokeCount: loss.attempt,
  },
  requestPayload: JSON.parse(loss.event),
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  responsePayload: errorDocument(loss.failure),
});

/** At most the first 1,024 bytes; a character cut in two is left out whole, since a stream would go on. */
const firstKilobyte = (message: string): string =>
  new TextDecoder().decode(new TextEncoder().encode(message).subarray(0, 1024), { stream: true });
