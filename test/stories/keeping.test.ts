import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeModelCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manifest, type Story, startStory } from './story.ts';

let story: Story;
beforeEach(async () => {
  story = await startStory();
  await story.makeAlarm();
  await story.uploadManifest(
    `${manifest.replace(/rollout: .*/, 'rollout: { strategy: all-at-once, finalBake: 5m }')}keep: 2\n`,
  );
}, 60_000);
afterEach(() => story.close());

const deploy = async (version: string) => {
  const release = await story.upload(`models/iris/${version}/model.tar.gz`);
  expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED' });
  return release;
};
const pinned = async () => {
  const command = new ListObjectsV2Command({ Bucket: story.bucket, Prefix: 'releases/' });
  const { Contents = [] } = await story.clock.drive(story.aws.clients(S3Client).send(command));
  return Contents.map(({ Key = '' }) => Key.split('/')[2]);
};

describe('what releases leave behind', () => {
  it('is kept for as many releases as the manifest says, and the rest is deleted', async () => {
    await deploy('v1');
    const second = await deploy('v2');
    const third = await deploy('v3');
    await story.clock.advance(600_000);
    const { models, configs } = await story.inSageMaker();
    expect(configs.sort()).toEqual([`${second}-1`, `${third}-1`].sort());
    expect(models.sort()).toEqual(configs);
    expect((await pinned()).sort()).toEqual([second, third].sort());
    await story.checkInvariants();
  });

  it('of a release that went wrong is deleted with its end', async () => {
    const first = await deploy('v1');
    story.startLoad();
    const broken = await story.upload('models/iris/v2/model.tar.gz', story.broken);
    expect(await story.ended(broken)).toMatchObject({ outcome: 'ROLLED_BACK' });
    await story.clock.advance(60_000);
    expect(await story.inSageMaker()).toEqual({ models: [`${first}-1`], configs: [`${first}-1`] });
  });

  it('stays where a rollback has made it the newest again', async () => {
    const first = await deploy('v1');
    await deploy('v2');
    await story.operate({ command: 'rollback', endpoint: 'iris' });
    await story.ended(`${first}-2`);
    const third = await deploy('v3');
    await story.clock.advance(600_000);
    expect((await story.inSageMaker()).configs.sort()).toEqual([`${first}-1`, `${third}-1`].sort());
    await story.checkInvariants();
  });
});

describe('the artifact of a release', () => {
  it('is its own copy: overwriting the key later changes nothing', async () => {
    const release = await deploy('v1');
    const s3 = story.aws.clients(S3Client);
    const client = story.aws.clients(SageMakerClient);
    const { PrimaryContainer } = await story.clock.drive(
      client.send(new DescribeModelCommand({ ModelName: `${release}-1` })),
    );
    expect(PrimaryContainer?.ModelDataUrl).toBe(`s3://${story.bucket}/releases/iris/${release}/model.tar.gz`);
    const Key = `releases/iris/${release}/model.tar.gz`;
    const read = async () => {
      const object = await story.clock.drive(s3.send(new GetObjectCommand({ Bucket: story.bucket, Key })));
      return object.ETag;
    };
    const before = await read();
    await story.upload('models/iris/v1/model.tar.gz', await story.model('another'));
    await story.clock.advance(60_000);
    expect(await read()).toBe(before);
  });

  it('may be a folder: what it held when it was marked as ready is what is deployed', async () => {
    const put = async (name: string, Body: string) => {
      const command = new PutObjectCommand({ Bucket: story.bucket, Key: `models/iris/v1/${name}`, Body });
      return story.clock.drive(story.aws.clients(S3Client).send(command));
    };
    await put('config.json', '{}');
    await put('weights/part-1.bin', 'one');
    await story.clock.advance(2000);
    const release = await story.upload('models/iris/v1/_READY', new Uint8Array());
    // S3 tells times to the second: what comes within the marker's counts as before it.
    await story.clock.advance(1000);
    await put('weights/part-2.bin', 'too late');
    expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED' });
    const listed = new ListObjectsV2Command({ Bucket: story.bucket, Prefix: `releases/iris/${release}/` });
    const { Contents = [] } = await story.clock.drive(story.aws.clients(S3Client).send(listed));
    expect(Contents.map(({ Key = '' }) => Key.replace(`releases/iris/${release}/`, ''))).toEqual([
      'config.json',
      'weights/part-1.bin',
    ]);
  });
});
