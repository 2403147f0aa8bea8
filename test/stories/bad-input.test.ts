import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manifest, type Story, startStory } from './story.ts';

let story: Story;
beforeEach(async () => {
  story = await startStory();
  await story.makeAlarm();
}, 60_000);
afterEach(() => story.close());

/** Ends REJECTED, told with every problem, and SageMaker is as it was. */
async function isRefused(release: string, ...problems: readonly RegExp[]): Promise<void> {
  const before = await story.inSageMaker();
  const concluded = await story.ended(release);
  expect(concluded.outcome).toBe('REJECTED');
  const sentences = concluded.problems.map(
    ({ field, expected, got }) => `${field}: expected ${expected}, got ${got}`,
  );
  expect(sentences, sentences.join('\n')).toHaveLength(problems.length);
  for (const [index, problem] of problems.entries()) expect(sentences[index]).toMatch(problem);
  const notice = story.told.find(({ phase }) => phase === 'REJECTED');
  for (const { field } of concluded.problems)
    expect(notice?.description).toContain(field.replaceAll(/[[\]]/g, (c) => (c === '[' ? '(' : ')')));
  const after = await story.inSageMaker();
  expect(after).toEqual(before);
  expect([...after.models, ...after.configs]).not.toContain(`${release}-1`);
  await story.checkInvariants();
}

describe('an artifact that is no model', () => {
  beforeEach(() => story.uploadManifest());

  it('is refused if it is empty', async () => {
    await isRefused(
      await story.upload('models/iris/v1/model.tar.gz', new Uint8Array()),
      /gzip tar.*an empty object/,
    );
  });

  it('is refused if it is no gzip', async () => {
    await isRefused(
      await story.upload('models/iris/v1/model.tar.gz', Buffer.from('PK zip')),
      /gzip tar.*not gzip/,
    );
  });

  it('is refused if the gzip holds no tar', async () => {
    const release = await story.upload('models/iris/v1/model.tar.gz', gzipSync('just text '.repeat(200)));
    await isRefused(release, /gzip tar.*holds no tar/);
  });
});

describe('a tarball in the wrong place', () => {
  it.each([
    'model.tar.gz',
    'models/iris/model.tar.gz',
    'models/iris/v1/weights.tar.gz',
    'models/my_iris/v1/model.tar.gz',
  ])('is told, not dropped: %s', async (key) => {
    await story.upload(key);
    await story.clock.advance(60_000);
    expect(await story.executions()).toEqual([]);
    expect(story.told).toHaveLength(1);
    expect(story.told[0]).toMatchObject({ phase: 'REJECTED' });
    expect(story.told[0]?.description).toMatch(/expected .*got/);
    const announced = story.events.filter(({ source }) => source === 'greenlight');
    expect(announced.map(({ detail }) => detail.phase)).toEqual(['misplaced']);
    const kept = (await story.ledger()).find(({ pk }) => String(pk).startsWith('artifact#'));
    expect(kept).toMatchObject({ pk: `artifact#${story.bucket}/${key}` });
  });

  it('is nobody’s business under releases/, or if it is no tarball', async () => {
    await story.upload('releases/iris/x/model.tar.gz');
    await story.upload('models/iris/notes.txt', Buffer.from('hello'));
    await story.clock.advance(60_000);
    expect(story.told).toEqual([]);
  });
});

describe('a manifest that cannot be followed', () => {
  const first = (text: string) => async () => {
    await story.uploadManifest(text);
    return story.upload('models/iris/v1/model.tar.gz');
  };

  it('is refused with every problem of its schema at once', async () => {
    const release = await first(
      "model: { image: 'local:story', role: 'arn:aws:iam::000000000000:role/greenlight-local-model' }\n" +
        'fleet: { instanceType: ml.m5.large, instanceCount: many }\nrollout: { strategy: sideways }\ncanary: yes',
    )();
    await isRefused(
      release,
      /fleet\.instanceCount: expected a whole number of instances, got "many"/,
      /rollout\.strategy: expected a strategy: [a-z, -]+, got "sideways"/,
      /canary: expected no such field, got "canary"/,
    );
  });

  it('is refused if it is not YAML', async () => {
    await isRefused(
      await first('rollout: {')(),
      /greenlight\.yaml: expected YAML, got a syntax error in line/,
    );
  });

  it('is refused for a linear step of 60 %', async () => {
    const release = await first(manifest.replace('20%', '60%'))();
    await isRefused(release, /rollout\.step: expected 10 to 50 % of the fleet, got 60%/);
  });

  it('is refused for a canary of all instances', async () => {
    const text = manifest.replace('strategy: linear, step: 20%', 'strategy: canary, step: 5 instances');
    await isRefused(
      await first(text)(),
      /rollout\.step: expected at most 50 % of the fleet, got 5 instances \(100 % of 5/,
    );
  });

  it('is refused for a timeout shorter than its waits', async () => {
    const release = await first(manifest.replace('timeout: 1h', 'timeout: 20m'))();
    await isRefused(
      release,
      /rollout\.timeout: expected at least what the rollout takes, 35m \(.*5 × 5m of bakes.*\), got 20m/,
    );
  });

  it('is refused for more than nine alarms, and for each that does not exist', async () => {
    const names = Array.from({ length: 10 }, (_, n) => (n === 0 ? 'iris-5xx' : `gone-${n}`));
    const text = manifest.replace(
      /alarms: .*/,
      `alarms: [${names.map((name) => `{ name: ${name} }`).join(', ')}]`,
    );
    const missing = names
      .slice(1)
      .map(
        (name) => new RegExp(`expected an existing CloudWatch alarm, got "${name}", which does not exist`),
      );
    await isRefused(await first(text)(), /alarms: expected at most 9 alarms/, ...missing);
  });

  it('is refused together with the artifact: both are told at once', async () => {
    await story.uploadManifest(manifest.replace('20%', '60%').replace('iris-5xx', 'gone'));
    const release = await story.upload('models/iris/v1/model.tar.gz', Buffer.from('no tar'));
    await isRefused(
      release,
      /model\.tar\.gz: expected a gzip tar/,
      /alarms\[0\]\.name: expected an existing/,
      /rollout\.step/,
    );
  });
});

describe('a release that has nowhere to go', () => {
  it('is refused without a manifest and without an endpoint', async () => {
    await isRefused(
      await story.upload('models/iris/v1/model.tar.gz'),
      /manifest: expected a manifest models\/iris\/greenlight\.yaml/,
    );
  });

  it('needs no manifest once the endpoint lives: everything is kept but the model data', async () => {
    await story.uploadManifest();
    await story.ended(await story.upload('models/iris/v1/model.tar.gz'));
    await story.removeManifest();
    const release = await story.upload('models/iris/v2/model.tar.gz');
    expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED' });
    expect(await story.describe()).toMatchObject({
      EndpointConfigName: `${release}-1`,
      ProductionVariants: [{ VariantName: 'AllTraffic', CurrentInstanceCount: 5 }],
    });
    await story.checkInvariants();
  });
});
