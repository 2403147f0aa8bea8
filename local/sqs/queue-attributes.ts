import { AwsError } from '../transport/aws-error.ts';
import { countsOf, type Queue } from './queue.ts';

/** Attributes that a queue may have and none here has: AWS leaves them out. */
const neverSet = ['KmsMasterKeyId', 'Policy', 'RedriveAllowPolicy'];

/**
 * What GetQueueAttributes tells; nothing where no name is given.
 *
 * @throws AwsError `InvalidAttributeName`
 */
export function queueAttributes(
  queue: Queue,
  wanted: readonly string[],
  now: number,
): Record<string, string> {
  const { visible, inFlight, delayed } = countsOf(queue, now);
  const created = Math.floor(queue.createdAt / 1000);
  const all: Record<string, string> = {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(created),
    LastModifiedTimestamp: String(created),
    SqsManagedSseEnabled: 'true',
    ...(queue.redrive && { RedrivePolicy: JSON.stringify(queue.redrive) }),
    ...Object.fromEntries(Object.entries(queue.settings).map(([name, value]) => [name, String(value)])),
  };
  if (wanted.includes('All')) return all;
  for (const name of wanted) {
    if (!Object.hasOwn(all, name) && !neverSet.includes(name) && name !== 'RedrivePolicy') {
      throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    }
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
}
