import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, expect, it } from 'vitest';
import { VirtualClock } from '../../local/clock/virtual.ts';
import { start } from '../../local/example/start.ts';
import type { LocalAws } from '../../local/stack/local-aws.ts';

/** The example of the package's README: a project with a template, a handler and names of its own. */

let aws: LocalAws | undefined;
afterEach(() => aws?.close());

const textOf = async (client: S3Client, Key: string) => {
  const answer = await client.send(new GetObjectCommand({ Bucket: 'texts-us-east-1', Key }));
  return answer.Body?.transformToString();
};

it('Another project’s stack runs: an upload goes to its handler by its own rule', async () => {
  const clock = new VirtualClock();
  aws = await start(clock);
  expect(aws.outputs).toEqual({ Bucket: 'texts-us-east-1' });
  const s3 = aws.clients(S3Client);
  const { Bucket } = aws.outputs;
  await s3.send(new PutObjectCommand({ Bucket, Key: 'poem.txt', Body: 'so much depends\nupon' }));
  await clock.advance(1000);
  expect(await textOf(s3, 'poem.txt.words')).toBe('4');
});

it('and answers any SDK over HTTP', async () => {
  const clock = new VirtualClock();
  aws = await start(clock);
  const front = await aws.serve(0);
  const s3 = new S3Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    endpoint: front.url,
    forcePathStyle: true,
    maxAttempts: 1,
  });
  await s3.send(new PutObjectCommand({ Bucket: aws.outputs.Bucket, Key: 'a.txt', Body: 'one two' }));
  await clock.advance(1000);
  expect(await textOf(s3, 'a.txt.words')).toBe('2');
  s3.destroy();
});
