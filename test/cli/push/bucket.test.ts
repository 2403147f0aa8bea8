import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
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
  const names = { bucket: 'models', table: '', operate: '', operateSigned: '' };
  bucket = modelBucket({
    stage: 'local',
    region: 'us-east-1',
    caller: '',
    names,
    clients,
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
