import { beforeEach, describe, expect, it } from 'vitest';
import { releaseId } from '../../core/release.ts';
import { make } from '../../functions/on-artifact-uploaded.ts';
import { anArtifact, instant } from '../support/builders.ts';
import { bucket, type FakeAws, fakeAws, refusal } from '../support/fake-aws.ts';

let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
});

/** S3's "Object Created", as EventBridge delivers it (facts §3). */
const uploaded = (key: string, over: Record<string, unknown> = {}) => ({
  version: '0',
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '000000000000',
  time: instant,
  region: 'us-east-1',
  resources: [`arn:aws:s3:::${bucket}`],
  detail: {
    version: '0',
    bucket: { name: bucket },
    object: { key, size: 1234, etag: 'b1946a', 'version-id': 'v-1', sequencer: '617f08299329d189', ...over },
    'request-id': 'N4N7GDK58NMKJ12R',
    requester: '123456789012',
    reason: 'PutObject',
  },
});

describe('An uploaded artifact', () => {
  it('starts attempt 1 of its release', async () => {
    const key = 'models/iris/v2/model.tar.gz';
    const artifact = { bucket, key, versionId: 'v-1', etag: 'b1946a', size: 1234 };
    const id = releaseId(artifact, 'iris');
    expect(await make(aws.seam)(uploaded(key))).toEqual({ done: 'started', rollout: `${id}-1` });
    expect(aws.started).toEqual([
      {
        name: `${id}-1`,
        input: {
          release: {
            id,
            endpoint: 'iris',
            version: 'v2',
            artifact,
            uploadedAt: instant,
            uploadedBy: '123456789012',
          },
          attempt: 1,
        },
      },
    ]);
    expect(aws.told).toEqual([]);
  });

  it('starts one rollout, however often its event comes', async () => {
    const handler = make(aws.seam);
    const event = uploaded('models/iris/v2/model.tar.gz');
    const answers = [await handler(event), await make(aws.seam)(event), await handler(event)];
    expect(answers.map(({ done }) => done)).toEqual(['started', 'duplicate', 'duplicate']);
    expect(aws.started).toHaveLength(1);
  });

  it('starts another rollout when it is uploaded again as another version', async () => {
    const handler = make(aws.seam);
    await handler(uploaded('models/iris/v2/model.tar.gz'));
    await handler(uploaded('models/iris/v2/model.tar.gz', { 'version-id': 'v-2' }));
    expect(aws.started).toHaveLength(2);
  });

  it('goes by its ETag in a bucket without versions', async () => {
    const { etag } = anArtifact();
    await make(aws.seam)(uploaded('models/iris/v2/model.tar.gz', { 'version-id': undefined, etag }));
    expect(aws.started[0]?.input).toMatchObject({ release: { artifact: { etag } } });
  });

  it('is not lost where Step Functions is too busy: the event fails, and comes again', async () => {
    aws.on('StartExecution', () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    await expect(make(aws.seam)(uploaded('models/iris/v2/model.tar.gz'))).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
  });
});

describe('What is nobody’s business', () => {
  it.each(['models/iris/greenlight.yaml', 'releases/iris/iris-0123456789ab/model.tar.gz', 'notes.txt'])(
    'does nothing at all: %s',
    async (key) => {
      expect(await make(aws.seam)(uploaded(key))).toEqual({ done: 'nothing' });
      expect(aws.calls).toEqual([]);
    },
  );

  it('is not what an event of another form is: that one fails loudly', async () => {
    await expect(make(aws.seam)({ detail: {} })).rejects.toThrow();
  });
});

describe('A misplaced tarball', () => {
  const event = uploaded('models/iris/model.tar.gz');

  it('is told, announced and kept; nothing starts', async () => {
    expect(await make(aws.seam)(event)).toEqual({ done: 'rejected', telling: 'told' });
    expect(aws.started).toEqual([]);
    expect(aws.told).toHaveLength(1);
    expect(aws.told[0]).toMatchObject({ phase: 'REJECTED' });
    expect(aws.told[0]?.text).toContain('models/iris/model.tar.gz');
    expect(aws.announced).toEqual([
      {
        outcome: 'REJECTED',
        artifact: { bucket, key: 'models/iris/model.tar.gz', size: 1234, etag: 'b1946a', versionId: 'v-1' },
        uploadedBy: '123456789012',
        problems: [expect.objectContaining({ field: 'key' })],
        at: instant,
      },
    ]);
    expect(await aws.item(`artifact#${bucket}/models/iris/model.tar.gz`, 'told#v-1')).toMatchObject({
      detail: { outcome: 'REJECTED' },
      toldAt: instant,
    });
  });

  it('is told once, however often its event comes', async () => {
    const handler = make(aws.seam);
    await handler(event);
    expect(await handler(event)).toEqual({ done: 'rejected', telling: 'told before' });
    expect(aws.told).toHaveLength(1);
    expect(aws.announced).toHaveLength(1);
  });

  it('is told again when it is misplaced again', async () => {
    const handler = make(aws.seam);
    await handler(event);
    await handler(uploaded('models/iris/model.tar.gz', { 'version-id': 'v-2' }));
    expect(aws.told).toHaveLength(2);
  });

  it('is told by the next try where the first could not', async () => {
    aws.on('Publish', () => {
      throw refusal('Throttled', 'Rate exceeded');
    });
    await expect(make(aws.seam)(event)).rejects.toThrow();
    aws.on('Publish', undefined);
    expect(await make(aws.seam)(event)).toMatchObject({ telling: 'told' });
    expect(aws.told).toHaveLength(1);
  });

  it('may have the longest and ugliest key that S3 takes', async () => {
    const key = `${'\n<!channel> '.repeat(84)}x.tar.gz`;
    expect(await make(aws.seam)(uploaded(key))).toMatchObject({ telling: 'told' });
    expect(aws.told[0]?.text).not.toContain('<!channel>');
  });
});
