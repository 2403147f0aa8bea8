import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import type { LocalContext } from '../../../local/context.ts';
import { createEventBridge } from '../../../local/events/events.ts';
import { AwsError } from '../../../local/transport/aws-error.ts';
import { createRouter } from '../../../local/transport/router.ts';
import { clientSettings, localContext } from '../../support/local-service.ts';

/** Monday, 2026-01-05T00:00:00Z. */
const start = Date.UTC(2026, 0, 5);
export const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
export const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

/** A bus on a virtual clock, a real client to it, and targets that note what reaches them. */
export function setting(options: { deliveryLatencyMs?: number; states?: boolean } = {}) {
  const clock = new VirtualClock(start);
  const context: LocalContext = localContext(clock);
  const seconds = () => (clock.now() - start) / 1000;
  /** Invocations asked for, whether they failed or not. */
  const invoked: { at: number; arn: string; payload: unknown }[] = [];
  const sent: { at: number; arn: string; body: string; attributes: Record<string, unknown> | undefined }[] =
    [];
  const started: { arn: string; input: string }[] = [];
  /** What invocations throw, as long as it is set. */
  const trouble: { error: Error | undefined } = { error: undefined };
  const bus = createEventBridge(context, {
    functions: () => ({
      invoke: () => Promise.reject(new Error('events are never waited for')),
      async invokeAsync(arn, payload) {
        invoked.push({ at: seconds(), arn, payload });
        if (trouble.error !== undefined) throw trouble.error;
      },
    }),
    queues: () => ({
      send(arn, body, attributes) {
        if (arn.endsWith(':gone'))
          throw new AwsError('AWS.SimpleQueueService.NonExistentQueue', 'no such queue');
        sent.push({ at: seconds(), arn, body, attributes: attributes && { ...attributes } });
      },
    }),
    ...(options.states
      ? {
          states: () => ({
            async startExecution(arn: string, input: string) {
              started.push({ arn, input });
            },
          }),
        }
      : {}),
    ...(options.deliveryLatencyMs === undefined ? {} : { deliveryLatencyMs: options.deliveryLatencyMs }),
  });
  const client = new EventBridgeClient(clientSettings(createRouter([bus.wire])));
  return { clock, bus, client, invoked, sent, started, trouble };
}
