import { beforeEach, describe, expect, it } from 'vitest';
import { releaseId, rolloutName } from '../../core/release.ts';
import { concludeEnding } from '../../core/verdict/conclude-ending.ts';
import { make as concludeRollout } from '../../functions/conclude-rollout.ts';
import { make } from '../../functions/on-artifact-uploaded.ts';
import { anArtifact, aProblem, aRollout, aStop, aWrittenManifest, instant } from '../support/builders.ts';
import { bucket, type FakeAws, fakeAws, refusal } from '../support/fake-aws.ts';
import { deployed, live, name, plan, rollout } from '../support/function-stories/story.ts';
import { waitingAtGate } from '../support/gated.ts';
import { admitted, anUploadOf, asked, servesItself, serving, shifting } from '../support/rollouts-on-aws.ts';

let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
});

/** S3's "Object Created", as EventBridge delivers it (S3's guide, "EventBridge event message structure"). */
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

/** What Step Functions says of the name of an execution that has ended. */
const taken = () => {
  throw refusal('ExecutionAlreadyExists', 'Execution Already Exists');
};

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
    // While it runs, the same call is answered as if it had started it; afterwards its name is taken.
    const answers = [await handler(event), await make(aws.seam)(event)];
    aws.on('StartExecution', taken);
    answers.push(await handler(event));
    expect(answers.map(({ done }) => done)).toEqual(['started', 'started', 'duplicate']);
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
    await aws.clock.advance(89.5 * 86_400_000);
    expect(await make(aws.seam)(event)).toEqual({ done: 'duplicate', rollout: rolloutName(rollout) });
    expect(aws.started).toEqual([]);
  });

  it('is left to Step Functions while that still knows its name: no other call is made', async () => {
    await make(aws.seam)(uploaded('models/iris/v2/model.tar.gz'));
    expect(aws.calls).toEqual(['states:StartExecution']);
  });
});

describe('A manifest', () => {
  const key = 'models/iris/greenlight.json';
  const { release } = rollout;
  const image = {
    model: { image: 'local:other', role: 'arn:aws:iam::000000000000:role/greenlight-model-iris' },
  };
  const put = (over: Record<string, unknown> = image) => aws.put(key, JSON.stringify(aWrittenManifest(over)));
  const event = (version: string, at = key) => make(aws.seam)(uploaded(at, { 'version-id': version }));
  const changed = async (over?: Record<string, unknown>) => event(await put(over));
  /** The builders' release serves. */
  const serves = async () => {
    await deployed(aws, rollout, instant);
    servesItself(aws, rollout);
    aws.alarms.push({ AlarmName: 'iris-5xx', StateValue: 'OK' });
  };
  const pending = () => aws.ledger.pendingManifest('iris');

  it('without any artifact yet starts nothing: the first one brings it', async () => {
    expect(await changed()).toEqual({ done: 'first-release' });
    expect([aws.started, aws.told, aws.announced]).toEqual([[], [], []]);
  });

  it('that came before there was a release starts nothing when its event comes again', async () => {
    const version = await put();
    await event(version);
    await serves();
    expect(await event(version)).toEqual({ done: 'duplicate' });
    expect(aws.started).toEqual([]);
  });

  it('starts another attempt of what serves, by whom, saying what it is to be done to', async () => {
    await serves();
    const manifestVersion = await put();
    expect(await event(manifestVersion)).toEqual({ done: 're-release', rollout: `${release.id}-2` });
    const start = { kind: 'manifest', at: instant, by: '123456789012', manifestVersion, serving: name };
    expect(aws.started).toEqual([{ name: `${release.id}-2`, input: { release, attempt: 2, start } }]);
    expect(await pending()).toBeUndefined();
  });

  it('starts one attempt, however often its event comes, and another for its next version', async () => {
    await serves();
    const version = await put();
    await event(version);
    expect(await event(version)).toEqual({ done: 'duplicate' });
    expect(await changed({ model: { ...image.model, image: 'local:third' } })).toMatchObject({
      rollout: `${release.id}-3`,
    });
    expect(aws.started).toHaveLength(2);
  });

  it('starts an attempt of what serves, and never of the newest artifact', async () => {
    await serves();
    const newer = anUploadOf('v9', 60);
    await aws.ledger.begin(newer, 'arn', newer.start.at);
    await aws.ledger.conclude(newer, concludeEnding({ kind: 'stopped', stop: aStop() }), instant, true);
    expect(await changed()).toMatchObject({ done: 're-release', rollout: `${release.id}-2` });
  });

  it('that changes nothing of what serves is told quietly, with what a release under it would be refused for', async () => {
    await serves();
    expect(await changed({ gates: { after: [{ soak: '30m' }] } })).toEqual({
      done: 'next-release',
      why: 'it changes nothing of what v2 serves with',
    });
    expect(await changed({ alarms: [{ name: 'gone' }] })).toMatchObject({ done: 'next-release' });
    expect(aws.started).toEqual([]);
    expect(aws.told.map(({ title }) => title)).toEqual([
      ':page_facing_up: iris: the manifest holds from the next release on',
      ':warning: iris: the manifest holds from the next release on, which would be refused',
    ]);
    expect(aws.told[1]?.text).toContain('"gone", which does not exist');
    expect(aws.announced).toMatchObject([
      { phase: 'manifest', status: 'next-release', problems: [] },
      { phase: 'manifest', status: 'next-release', problems: [{ field: 'alarms[0].name' }] },
    ]);
  });

  it('is told to machines alone where its people want to hear of warnings only', async () => {
    await serves();
    await changed({ notify: { severity: 'warning' } });
    expect(aws.told).toEqual([]);
    expect(aws.announced).toMatchObject([{ phase: 'manifest' }]);
  });

  it('that cannot be used is told with every problem and its line, once', async () => {
    await serves();
    const version = await aws.put(key, '{ "keep": 0,\n"nonsense": 1 }');
    expect(await event(version)).toEqual({ done: 'unusable' });
    expect(await event(version)).toEqual({ done: 'duplicate' });
    expect(aws.started).toEqual([]);
    expect(aws.told).toMatchObject([{ phase: 'REJECTED', title: expect.stringContaining('cannot be used') }]);
    expect(aws.told[0]?.text).toMatch(/keep \(line 1\).*\n.*nonsense \(line 2\)/);
  });

  it('of which there are two cannot be used', async () => {
    await serves();
    await put();
    const yaml = 'models/iris/greenlight.yaml';
    await aws.clock.advance(2000);
    expect(await event(await aws.put(yaml, 'keep: 3'), yaml)).toEqual({ done: 'unusable' });
  });

  it('that a newer one has replaced is left to that one’s event', async () => {
    await serves();
    const older = await put();
    const newer = await put({ model: { ...image.model, image: 'local:third' } });
    expect(await event(older)).toEqual({ done: 'superseded', why: newer });
    expect(aws.started).toEqual([]);
    expect(await pending()).toBeUndefined();
    expect(await event(newer)).toMatchObject({ done: 're-release' });
    expect(aws.started).toMatchObject([{ input: { start: { manifestVersion: newer } } }]);
  });

  it('whose event comes after that of a newer one, which was put off, leaves that as it is', async () => {
    serving(aws, plan.previousConfig ?? '');
    await shifting(aws, plan);
    const older = await put();
    const newer = await put({ model: { ...image.model, image: 'local:third' } });
    expect(await event(newer)).toMatchObject({ done: 'later' });
    const noted = await pending();
    expect(noted).toMatchObject({ version: { versionId: newer } });
    expect(await event(older)).toEqual({ done: 'superseded', why: newer });
    expect(await pending()).toEqual(noted);
  });

  it('takes the place of an older one, if both are put off', async () => {
    serving(aws, plan.previousConfig ?? '');
    await shifting(aws, plan);
    expect(await changed()).toMatchObject({ done: 'later' });
    const newer = await put({ model: { ...image.model, image: 'local:third' } });
    expect(await event(newer)).toMatchObject({ done: 'later' });
    expect(await pending()).toMatchObject({ version: { versionId: newer } });
  });

  it('that was deleted since starts nothing', async () => {
    await serves();
    expect(await event('gone')).toEqual({ done: 'superseded', why: 'deleted' });
    expect(await pending()).toBeUndefined();
  });

  describe('that is pushed together with an artifact', () => {
    const push = () =>
      aws.put(key, JSON.stringify(aWrittenManifest(image)), {
        'greenlight-artifact': 'models/iris/v9/model.tar.gz',
        'greenlight-push': 'one',
      });

    it('starts nothing by itself', async () => {
      await serves();
      const version = await push();
      expect(await event(version)).toEqual({ done: 'with-artifact', why: 'models/iris/v9/model.tar.gz' });
      expect(await event(version)).toEqual({ done: 'duplicate' });
      expect([aws.started, aws.told]).toEqual([[], []]);
      expect(await pending()).toBeUndefined();
    });

    it('starts what it has to when a copy of it restores it later: no artifact comes with that', async () => {
      await serves();
      await event(await push());
      expect(await event(await push())).toMatchObject({ done: 're-release' });
    });
  });

  describe('while a release shifts', () => {
    it('is put off, and decided on when the endpoint is free', async () => {
      serving(aws, plan.previousConfig ?? '');
      const fence = await shifting(aws, plan);
      const version = await put();
      expect(await event(version)).toEqual({ done: 'later', why: name });
      expect(await pending()).toMatchObject({ version: { key, versionId: version }, by: '123456789012' });
      expect(aws.started).toEqual([]);

      servesItself(aws, rollout);
      await concludeRollout(aws.seam)({ rollout, fence, ending: live });
      expect(aws.pending).toEqual([{ endpoint: 'iris' }]);
      const due = { 'detail-type': 'Greenlight Manifest Pending', detail: { endpoint: 'iris' } };
      expect(await make(aws.seam)(due)).toMatchObject({ done: 're-release', rollout: `${release.id}-2` });
      expect(await pending()).toBeUndefined();
      expect(await make(aws.seam)(due)).toEqual({ done: 'nothing' });
      expect(aws.started).toHaveLength(1);
    });

    it('is not asked about where another waits: whoever ends last asks', async () => {
      serving(aws, plan.previousConfig ?? '');
      const fence = await shifting(aws, plan);
      await changed();
      await asked(aws, anUploadOf('v3', 60));
      servesItself(aws, rollout);
      await concludeRollout(aws.seam)({ rollout, fence, ending: live });
      expect(aws.pending).toEqual([]);
    });
  });

  it('while a release waits at a gate: another attempt of it takes its place, and its wait ends', async () => {
    serving(aws, plan.previousConfig ?? '');
    await waitingAtGate(aws, { before: [{ approval: { timeout: '8h' } }] });
    expect(await changed()).toEqual({ done: 'settle-anew', rollout: `${release.id}-2` });
    expect(aws.started).toMatchObject([{ input: { release, start: { kind: 'manifest', replaces: name } } }]);
    expect(aws.completed.at(-1)).toMatchObject({ token: 'gate-1' });
    expect(await aws.ledger.rollout('iris', name)).toMatchObject({
      stop: { kind: 'superseded', by: `${release.id}-2`, reason: 'a newer manifest' },
    });
    expect((await aws.leases.read('iris')).holder).toMatchObject({ replacedBy: `${release.id}-2` });
  });

  it('in the folder of another spelling is told, once, naming the right one; nothing is started', async () => {
    serving(aws);
    const key = 'models/IRIS/greenlight.yaml';
    expect(await event('m-1', key)).toEqual({ done: 'rejected', receipt: 'told' });
    expect(await event('m-1', key)).toEqual({ done: 'duplicate' });
    expect(aws.told).toMatchObject([{ phase: 'REJECTED' }]);
    expect(aws.told[0]?.text).toContain('Move it to models/iris/greenlight.yaml,');
    expect(aws.started).toEqual([]);
  });

  it('is told also while a first release of another spelling is under way', async () => {
    await admitted(aws, rollout);
    expect(await event('m-1', 'models/IRIS/greenlight.json')).toMatchObject({ done: 'rejected' });
    expect(aws.told[0]?.text).toContain('models/iris/greenlight.json');
  });

  it('is for no release of another spelling', async () => {
    const other = anUploadOf('v9', 60);
    const misspelt = { ...other, release: { ...other.release, endpoint: 'IRIS' } };
    await aws.ledger.begin(misspelt, 'arn', other.start.at);
    const refused = concludeEnding({ kind: 'refused', problems: [aProblem({ field: 'manifest' })] });
    await aws.ledger.conclude(misspelt, refused, instant, true);
    expect(await changed()).toEqual({ done: 'first-release' });
  });

  it('that is named .yml is told, since nothing would ever read it', async () => {
    expect(await event('m-1', 'models/iris/greenlight.yml')).toMatchObject({ done: 'rejected' });
  });
});

describe('Defaults for all endpoints', () => {
  const key = 'models/greenlight.defaults.yaml';
  const event = (version: string) => make(aws.seam)(uploaded(key, { 'version-id': version }));
  const changed = async (text: string) => event(await aws.put(key, text));

  it('start nothing, whatever serves, and machines alone are told', async () => {
    await deployed(aws, rollout, instant);
    servesItself(aws, rollout);
    expect(await changed('model: { environment: { LOG: debug } }')).toEqual({ done: 'next-release' });
    expect([aws.started, aws.told]).toEqual([[], []]);
    expect(aws.announced).toMatchObject([
      { phase: 'defaults', endpoint: null, status: 'next-release', problems: [], uploadedBy: '123456789012' },
    ]);
  });

  it('that cannot be used are told once for each version', async () => {
    const version = await aws.put(key, 'kep: 5\nkeep: 0\n');
    expect([await event(version), await event(version)]).toEqual([
      { done: 'unusable' },
      { done: 'duplicate' },
    ]);
    expect(aws.started).toEqual([]);
    expect(aws.told).toHaveLength(1);
    expect(aws.told[0]?.text).toContain(`kep (${key}, line 1): unknown field`);
    expect(aws.told[0]?.text).toContain(`keep (${key}, line 2): expected a whole number`);
    expect(aws.told[0]?.text).toContain('Uploaded by account 123456789012');
    expect(aws.announced).toMatchObject([{ phase: 'defaults', status: 'unusable' }]);
  });

  it('of an older version say nothing: the newest one has an event of its own', async () => {
    const older = await aws.put(key, 'kep: 5');
    await aws.put(key, 'keep: 5');
    expect(await event(older)).toEqual({ done: 'superseded' });
    expect([aws.told, aws.announced]).toEqual([[], []]);
  });

  it('that are deleted by then say nothing', async () => {
    expect(await event('v-1')).toEqual({ done: 'superseded' });
  });

  it('are tried again where people could not be told', async () => {
    aws.on('Publish', () => {
      throw refusal('InternalError', 'no answer');
    });
    const version = await aws.put(key, '- a list');
    await expect(event(version)).rejects.toThrow();
    aws.on('Publish', undefined);
    expect(await event(version)).toEqual({ done: 'unusable' });
    expect(aws.told).toHaveLength(1);
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
      expect(await handler(uploaded(key))).toEqual({ done: 'rejected', receipt: 'told' });
      expect(await handler(uploaded(key))).toEqual({ done: 'rejected', receipt: 'told before' });
      expect(await handler(uploaded(key, { 'version-id': 'v-2' }))).toMatchObject({ receipt: 'told' });
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
    expect(await make(aws.seam)(event)).toEqual({ done: 'rejected', receipt: 'told' });
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
    expect(await handler(event)).toEqual({ done: 'rejected', receipt: 'told before' });
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
      throw refusal('InternalError', 'no answer');
    });
    await expect(make(aws.seam)(event)).rejects.toThrow();
    aws.on('Publish', undefined);
    expect(await make(aws.seam)(event)).toMatchObject({ receipt: 'told' });
    expect(aws.told).toHaveLength(1);
  });

  it('is handed to the state machine that has patience where AWS takes no more calls, once for each object', async () => {
    aws.on('Publish', () => {
      throw refusal('Throttled', 'Rate exceeded');
    });
    const handed = { done: 'handed-over' };
    expect([await make(aws.seam)(event), await make(aws.seam)(event)]).toEqual([handed, handed]);
    expect(aws.started).toMatchObject([{ name: expect.stringMatching(/^again-[\w.-]+$/), input: {} }]);
    // From there it is thrown, to be tried again by the machine.
    const again = aws.started[0]?.input;
    await expect(make(aws.seam)(again)).rejects.toMatchObject({ name: 'ThrottledException' });
    aws.on('Publish', undefined);
    expect(await make(aws.seam)(again)).toMatchObject({ receipt: 'told' });
  });

  it('fails as any event does where that machine has had it already: it is not lost', async () => {
    aws.on('Publish', () => {
      throw refusal('Throttled', 'Rate exceeded');
    });
    aws.on('StartExecution', taken);
    await expect(make(aws.seam)(event)).rejects.toMatchObject({ name: 'ThrottledException' });
  });

  it('may have the longest and ugliest key that S3 takes', async () => {
    const key = `${'\n<!channel> '.repeat(84)}x.tar.gz`;
    expect(await make(aws.seam)(uploaded(key))).toMatchObject({ receipt: 'told' });
    expect(aws.told[0]?.text).not.toContain('<!channel>');
  });
});
