import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { channelQueue } from '../../adapters/channel-queue.ts';
import { sqsWorld } from '../local/sqs/support.ts';

it('hides a message for as long as it is asked, and says so if it is gone', async () => {
  const { clock, sqs, QueueUrl } = sqsWorld();
  const queue = channelQueue(sqs, QueueUrl, QueueUrl);
  const receive = async () => (await clock.drive(sqs.send(new ReceiveMessageCommand({ QueueUrl })))).Messages;
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  const handle = (await receive())?.[0]?.ReceiptHandle ?? '';
  expect(await queue.hide(handle, 60)).toBe(true);
  await clock.advance(59_000);
  expect(await receive()).toBeUndefined();
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: handle }));
  expect(await queue.hide(handle, 60)).toBe(false);
  expect(await queue.hide('nonsense', 60)).toBe(false);
});
