import { deferred } from '../clock/deferred.ts';
import type { LocalContext } from '../context.ts';
import type { FunctionInvoker, QueueSource } from '../ports.ts';
import { AwsError, notCovered } from '../transport/aws-error.ts';
import type { FunctionRegistry } from './function-registry.ts';
import { doneWith, queueEvent } from './queue-event.ts';

/** A queue whose messages invoke a function (`AWS::Lambda::EventSourceMapping`). */
export interface QueueMapping {
  /** By name or ARN. */
  readonly functionName: string;
  readonly queueArn: string;
  /** 1 to 10,000 messages, 10 unless told otherwise. */
  readonly batchSize?: number | undefined;
  /** 0 to 300. */
  readonly batchingWindowSeconds?: number | undefined;
  /** 2 to 1,000. */
  readonly maximumConcurrency?: number | undefined;
  readonly reportsItemFailures: boolean;
}

/** "Lambda starts processing five batches at a time with five concurrent invocations"; it does not scale up here. */
const batchesAtATime = 5;

/**
 * Invokes the function with the queue's messages, batch by batch, as soon as there are any. A message that was not
 * dealt with shows again when its visibility timeout ends, and goes to the queue's dead-letter queue when it has been
 * received too often. It ends with the clock.
 *
 * @throws AwsError `InvalidParameterValueException` where AWS would refuse the mapping, `ResourceNotFoundException`
 */
export function startQueueMapping(
  context: LocalContext,
  registry: FunctionRegistry,
  functions: FunctionInvoker,
  queues: QueueSource,
  mapping: QueueMapping,
): void {
  const { functionName, queueArn, reportsItemFailures } = mapping;
  const { batchSize = 10, batchingWindowSeconds = 0, maximumConcurrency = batchesAtATime } = mapping;
  const target = registry.find(functionName);
  check(mapping, target.spec.timeoutSeconds, queues);
  let running = 0;
  let oneDone = deferred();

  const process = async (messages: Awaited<ReturnType<QueueSource['receive']>>): Promise<void> => {
    const event = queueEvent(messages, queueArn, context.region);
    try {
      const result = await functions.invoke(functionName, event);
      for (const { ReceiptHandle = '' } of doneWith(messages, result, reportsItemFailures)) {
        queues.remove(queueArn, ReceiptHandle);
      }
    } catch (error) {
      target.log.error(`a batch of messages could not be handed over: ${String(error)}`);
    } finally {
      running -= 1;
      oneDone.resolve();
      oneDone = deferred();
    }
  };

  const poll = async (): Promise<never> => {
    for (;;) {
      while (running >= maximumConcurrency) await oneDone.promise;
      const messages = await queues.receive(queueArn, batchSize, batchingWindowSeconds);
      running += 1;
      // A later turn: whoever sent the message is answered first.
      void context.clock.sleep(0).then(() => process(messages));
    }
  };
  poll().catch((error: unknown) => target.log.error(`event source mapping ended: ${String(error)}`));
}

function check(mapping: QueueMapping, timeoutSeconds: number, queues: QueueSource): void {
  const { queueArn, batchSize = 10, batchingWindowSeconds = 0, maximumConcurrency } = mapping;
  if (!queueArn.startsWith('arn:aws:sqs:'))
    throw notCovered(`event source mappings of Lambda other than of an SQS queue (${queueArn})`);
  checkRange('BatchSize', batchSize, 1, 10_000);
  checkRange('MaximumBatchingWindowInSeconds', batchingWindowSeconds, 0, 300);
  if (maximumConcurrency !== undefined) checkRange('MaximumConcurrency', maximumConcurrency, 2, 1000);
  if (batchSize > 10 && batchingWindowSeconds === 0) {
    throw invalid(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10.',
    );
  }
  const visibility = queues.visibilityTimeout(queueArn);
  if (visibility < timeoutSeconds) {
    throw invalid(
      `Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeoutSeconds} seconds`,
    );
  }
}

function checkRange(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw invalid(`${name}: expected an integer from ${least} to ${most}, got ${value}`);
}

const invalid = (message: string): AwsError => new AwsError('InvalidParameterValueException', message);
