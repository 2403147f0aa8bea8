import { beforeEach, describe, expect, it } from 'vitest';
import { releaseId, rolloutName } from '../../core/release.ts';
import { concludeEnding } from '../../core/verdict/conclude.ts';
import { make } from '../../functions/on-artifact-uploaded.ts';
import { anArtifact, aRollout, instant } from '../support/builders.ts';
import { bucket, type FakeAws, fakeAws, refusal } from '../support/fake-aws.ts';
import { admitted, anUploadOf, serving } from '../support/rollouts-on-aws.ts';

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
    const artifact = {
      kind: 'archive',
      bucket,
      key,
      versionId: 'v-1',
      etag: 'b1946a',
      size: 1234,
      sequencer: '617f08299329d189',
    } as const;
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
          start: { kind: 'upload', at: instant },
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

describe('An uploaded folder', () => {
  it('is released by its marker', async () => {
    const key = 'models/iris/v2/_READY';
    expect(await make(aws.seam)(uploaded(key, { size: 0 }))).toMatchObject({ done: 'started' });
    expect(aws.started[0]?.input).toMatchObject({
      release: { endpoint: 'iris', version: 'v2', artifact: { kind: 'folder', key, size: 0 } },
      start: { kind: 'upload' },
    });
  });

  it('is told where its marker stands in the wrong place', async () => {
    expect(await make(aws.seam)(uploaded('models/iris/_READY'))).toMatchObject({ done: 'rejected' });
    expect(aws.started).toEqual([]);
  });
});

describe('An upload whose rollout was long ago', () => {
  it('starts nothing, though Step Functions has forgotten its name: the ledger has not', async () => {
    const rollout = aRollout();
    await aws.ledger.begin(rollout, 'arn', instant);
    const { key, versionId, etag, size, bucket: name } = rollout.release.artifact;
    const event = uploaded(key, { 'version-id': versionId, etag, size });
    event.detail.bucket.name = name;
    expect(await make(aws.seam)(event)).toEqual({ done: 'duplicate', rollout: rolloutName(rollout) });
    expect(aws.started).toEqual([]);
  });
});

describe('A manifest', () => {
  const manifest = (version = 'm-1', key = 'models/iris/greenlight.yaml') =>
    make(aws.seam)(uploaded(key, { 'version-id': version }));
  const rollout = aRollout();
  const { release } = rollout;
  const deployed = concludeEnding({ kind: 'verdict', verdict: { kind: 'live' } });
  const failed = concludeEnding({
    kind: 'verdict',
    verdict: { kind: 'rolled-back', breaches: [] },
  });

  it('without any artifact yet starts nothing: the first one brings it', async () => {
    expect(await manifest()).toEqual({ done: 'nothing', why: 'no artifact yet' });
    expect(aws.started).toEqual([]);
  });

  it('that came before there was a release starts nothing when its event comes again', async () => {
    await manifest();
    await aws.ledger.begin(rollout, 'arn', instant);
    await aws.ledger.conclude(rollout, deployed, instant, true);
    expect(await manifest()).toMatchObject({ done: 'duplicate' });
    expect(aws.started).toEqual([]);
  });

  it('of before starts nothing when its event comes again after another release', async () => {
    const newer = anUploadOf('v9', 60);
    await aws.ledger.begin(rollout, 'arn', instant);
    await manifest();
    await aws.ledger.begin(newer, 'arn', newer.start.at);
    expect(await manifest()).toMatchObject({ done: 'duplicate' });
    expect(aws.started).toHaveLength(1);
  });

  it('starts another attempt of the release that it is for, by whom', async () => {
    await aws.ledger.begin(rollout, 'arn', instant);
    await aws.ledger.conclude(rollout, deployed, instant, true);
    expect(await manifest()).toEqual({ done: 'started', rollout: `${release.id}-2` });
    expect(aws.started).toEqual([
      {
        name: `${release.id}-2`,
        input: {
          release,
          attempt: 2,
          start: { kind: 'manifest', at: instant, by: '123456789012', manifestVersion: 'm-1' },
        },
      },
    ]);
  });

  it('starts one attempt, however often its event comes, and another for its next version', async () => {
    await aws.ledger.begin(rollout, 'arn', instant);
    await manifest();
    expect(await manifest()).toMatchObject({ done: 'duplicate' });
    expect(await manifest('m-2', 'models/iris/greenlight.json')).toMatchObject({
      rollout: `${release.id}-3`,
    });
    expect(aws.started).toHaveLength(2);
  });

  it('is for the release that serves, where the newest has shown to be bad', async () => {
    const newer = anUploadOf('v9', 60);
    await aws.ledger.begin(rollout, 'arn', instant);
    await aws.ledger.conclude(rollout, deployed, instant, true);
    await aws.ledger.begin(newer, 'arn', newer.start.at);
    await aws.ledger.conclude(newer, failed, newer.start.at, true);
    expect(await manifest()).toMatchObject({ rollout: `${release.id}-2` });
  });

  it('in the folder of another spelling is told, once, naming the right one; nothing is started', async () => {
    serving(aws);
    await aws.ledger.begin(rollout, 'arn', instant);
    await aws.ledger.conclude(rollout, deployed, instant, true);
    const key = 'models/IRIS/greenlight.yaml';
    expect(await manifest('m-1', key)).toEqual({ done: 'rejected', telling: 'told' });
    expect(await manifest('m-1', key)).toMatchObject({ done: 'duplicate' });
    expect(aws.told).toMatchObject([{ phase: 'REJECTED' }]);
    expect(aws.told[0]?.text).toContain('Move it to models/iris/greenlight.yaml,');
    expect(aws.started).toEqual([]);
  });

  it('is told also while a first release of another spelling is under way', async () => {
    await admitted(aws, rollout);
    expect(await manifest('m-1', 'models/IRIS/greenlight.json')).toMatchObject({ done: 'rejected' });
    expect(aws.told[0]?.text).toContain('models/iris/greenlight.json');
  });

  it('is for no release of another spelling', async () => {
    const other = anUploadOf('v9', 60);
    await aws.ledger.begin(
      { ...other, release: { ...other.release, endpoint: 'IRIS' } },
      'arn',
      other.start.at,
    );
    expect(await manifest()).toEqual({ done: 'nothing', why: 'no artifact yet' });
  });

  it('that is named .yml is told, since nothing would ever read it', async () => {
    expect(await manifest('m-1', 'models/iris/greenlight.yml')).toMatchObject({ done: 'rejected' });
  });
});

describe('What is nobody’s business', () => {
  it.each([
    'releases/iris/iris-0123456789ab/model.tar.gz',
    'releases/iris/iris-0123456789ab/_READY',
    'notes.txt',
    'models/iris/v2/weights/part-1.safetensors',
    'models/iris/v2/weights/deep/_READY',
  ])('does nothing at all: %s', async (key) => {
    expect(await make(aws.seam)(uploaded(key))).toEqual({ done: 'nothing' });
    expect(aws.calls).toEqual([]);
  });

  it('is not what an event of another form is: that one fails loudly', async () => {
    await expect(make(aws.seam)({ detail: {} })).rejects.toThrow();
  });
});

describe('What was meant to be read', () => {
  it.each([
    ['models/iris/v2/greenlight.yaml', 'manifest', 'A manifest will not be read'],
    ['models/iris/Greenlight.yaml', 'manifest', 'A manifest will not be read'],
    ['models/iris/v2/_ready', 'marker', 'A _READY marker will not be read'],
    ['models/iris/v2/model.tgz', 'archive', 'An artifact is in the wrong place'],
  ])(
    'and is not, by its place or its spelling, is told once for each version: %s',
    async (key, meant, title) => {
      const handler = make(aws.seam);
      expect(await handler(uploaded(key))).toEqual({ done: 'rejected', telling: 'told' });
      expect(await handler(uploaded(key))).toEqual({ done: 'rejected', telling: 'told before' });
      expect(await handler(uploaded(key, { 'version-id': 'v-2' }))).toMatchObject({ telling: 'told' });
      expect(aws.started).toEqual([]);
      expect(aws.told.map((notice) => JSON.stringify(notice).includes(title))).toEqual([true, true]);
      expect(aws.announced).toMatchObject([
        { phase: 'misplaced', meant },
        { phase: 'misplaced', meant },
      ]);
    },
  );
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
        schemaVersion: '1',
        phase: 'misplaced',
        endpoint: null,
        meant: 'archive',
        artifact: {
          kind: 'archive',
          bucket,
          key: 'models/iris/model.tar.gz',
          size: 1234,
          etag: 'b1946a',
          versionId: 'v-1',
          sequencer: '617f08299329d189',
        },
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
