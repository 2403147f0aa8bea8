import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { BusEvent } from '../local/events/event.ts';
import { deliver } from './deliver.ts';
import type { ReleaseWorld } from './release-world.ts';

/** Enough for any story: each is one event that a function could not take in three attempts. */
const most = 200;

/**
 * What operators do with dead letters, and with events that were tried again until they were given up (docs/operating.md):
 * they hand each to its function once more.
 */
export async function handBack(world: ReleaseWorld): Promise<void> {
  await redriveDeadLetters(world);
  for (const input of await world.givenUp())
    await deliver(world, () => world.invoke('onArtifactUploaded', input));
}

async function redriveDeadLetters(world: ReleaseWorld): Promise<void> {
  const sqs = world.aws.clients(SQSClient);
  const { drive } = world.clock;
  const send = drive.bind(world.clock);
  const { QueueUrl } = await send(
    sqs.send(new GetQueueUrlCommand({ QueueName: 'greenlight-local-dead-letters' })),
  );
  for (let taken = 0; taken < most; taken += 1) {
    const { Messages = [] } = await send(sqs.send(new ReceiveMessageCommand({ QueueUrl })));
    const [message] = Messages;
    if (message === undefined) return;
    const body: unknown = JSON.parse(message.Body ?? 'null');
    if (isEvent(body))
      await deliver(world, () => (isEnd(body) ? keptAgain(world, body) : world.replay(body)));
    const { ReceiptHandle } = message;
    await send(sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })));
  }
}

/** Its report could not be kept. */
const isEnd = ({ detail }: BusEvent): boolean => detail.phase === 'concluded' || detail.phase === 'aftermath';

/** As the queue would hand it over. */
const keptAgain = (world: ReleaseWorld, event: BusEvent): Promise<unknown> =>
  world.invoke('keepRecording', { Records: [{ messageId: 'handed-back', body: JSON.stringify(event) }] });

const isEvent = (body: unknown): body is BusEvent =>
  typeof body === 'object' && body !== null && 'source' in body && 'detail-type' in body;
