import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ModelBucket, modelBucket } from '../../../cli/push/bucket.ts';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { localAccount, localRegion } from '../../../local/context.ts';
import { sdkClients } from '../../../local/lambda/sdk-clients.ts';
import { seededRandom } from '../../../local/random.ts';
import { createS3 } from '../../../local/s3/s3.ts';
import { createRouter } from '../../../local/transport/router.ts';

let folder: string;
let client: S3Client;
let bucket: ModelBucket;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'greenlight-bucket-'));
  const context = {
    clock: new VirtualClock(0),
    random: seededRandom(1),
    account: localAccount,
    region: localRegion,
  };
  const s3 = createS3(context, { events: { emit: () => {} } });
  s3.createBucket({ name: 'models', versioned: true, eventBridge: false });
  const clients = sdkClients(() => createRouter([s3.wire]));
  client = clients(S3Client);
  const names = {
    bucket: 'models',
    table: '',
    operate: '',
    operateSigned: '',
    resolveRelease: '',
    commandsAddress: '',
  };
  bucket = modelBucket({
    stage: 'local',
    region: 'us-east-1',
    caller: '',
    names,
    clients,
    served: (url) => url,
    now: async () => 0,
  });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const stored = async (key: string) => {
  const object = await client.send(new GetObjectCommand({ Bucket: 'models', Key: key }));
  return Buffer.from((await object.Body?.transformToByteArray()) ?? []);
};

describe('The model bucket, on the local S3', () => {
  it.each([
    ['in one piece', 1000],
    // Parts are of 16 MiB.
    ['in parts', 20 * 1024 * 1024],
  ])('takes a file %s, byte for byte, and answers with its version', async (_, size) => {
    const content = Buffer.alloc(size, 'model');
    const path = join(folder, 'file');
    await writeFile(path, content);
    const sent: number[] = [];
    const { versionId, etag } = await bucket.upload('models/iris/v1/model.tar.gz', path, size, (bytes) =>
      sent.push(bytes),
    );
    expect((await stored('models/iris/v1/model.tar.gz')).equals(content)).toBe(true);
    const head = await client.send(
      new GetObjectCommand({ Bucket: 'models', Key: 'models/iris/v1/model.tar.gz' }),
    );
    expect(versionId).toBe(head.VersionId);
    expect(head.ETag).toBe(`"${etag}"`);
    expect(sent.at(-1)).toBe(size);
  });

  it.each([
    ['in one piece', 1000],
    // So that it is not there with its first byte sent: of 5 MiB and more.
    ['in parts of the smallest size', 6 * 1024 * 1024],
    ['in parts', 20 * 1024 * 1024],
  ])('waits with a file sent %s until something else has come first', async (_, size) => {
    const path = join(folder, 'file');
    await writeFile(path, Buffer.alloc(size, 'model'));
    const key = 'models/iris/v1/model.tar.gz';
    let sentBefore = 0;
    let sent = 0;
    const first = async () => {
      expect(await bucket.has(key)).toBe(false);
      sentBefore = sent;
    };
    await bucket.upload(
      key,
      path,
      size,
      (bytes) => {
        sent = bytes;
      },
      first,
    );
    expect(await stored(key)).toHaveLength(size);
    expect(sentBefore).toBe(size > 5 * 1024 * 1024 ? size : 0);
  });

  it('leaves nothing of a file behind where what was to come first could not', async () => {
    const size = 6 * 1024 * 1024;
    const path = join(folder, 'file');
    await writeFile(path, Buffer.alloc(size, 'model'));
    const key = 'models/iris/v1/model.tar.gz';
    const first = () => Promise.reject(new Error('not allowed'));
    await expect(bucket.upload(key, path, size, () => {}, first)).rejects.toThrow('not allowed');
    expect(await bucket.has(key)).toBe(false);
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: 'models' }));
    expect(Uploads).toEqual([]);
  });

  it('keeps metadata with an object', async () => {
    await bucket.put('models/iris/greenlight.yaml', 'keep: 3', { 'greenlight-push': 'one' });
    const { Metadata } = await client.send(
      new GetObjectCommand({ Bucket: 'models', Key: 'models/iris/greenlight.yaml' }),
    );
    expect(Metadata).toEqual({ 'greenlight-push': 'one' });
  });

  it('takes an empty marker', async () => {
    expect(await bucket.put('models/iris/v1/_READY', '')).toMatchObject({ versionId: expect.any(String) });
    expect(await stored('models/iris/v1/_READY')).toHaveLength(0);
  });

  it('tells what is there', async () => {
    await bucket.put('models/iris/greenlight.yaml', 'keep: 3');
    expect(await bucket.text('models/iris/greenlight.yaml')).toBe('keep: 3');
    expect(await bucket.text('models/iris/greenlight.json')).toBeUndefined();
    expect(await bucket.has('models/iris/greenlight.yaml')).toBe(true);
    expect(await bucket.has('models/iris/greenlight.json')).toBe(false);
    expect(await bucket.hasUnder('models/iris/')).toBe(true);
    expect(await bucket.hasUnder('models/iris/v1/')).toBe(false);
  });
});
