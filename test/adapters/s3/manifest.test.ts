import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { sentence } from '../../../core/values/problem.ts';
import { bucket, onABucket } from './bucket.ts';

let s3: ReturnType<typeof onABucket>;
beforeEach(() => {
  s3 = onABucket();
});

describe('The manifest of an endpoint', () => {
  const yamlKey = 'models/iris/greenlight.yaml';
  const jsonKey = 'models/iris/greenlight.json';
  const found = () => s3.artifacts.readManifest(bucket, 'iris');

  /** The one problem that makes it unreadable. */
  async function problem(): Promise<string> {
    const manifest = await found();
    if (manifest.kind !== 'unreadable') throw new Error(JSON.stringify(manifest));
    expect(manifest.problems).toHaveLength(1);
    return manifest.problems.map(sentence).join();
  }

  it('may be missing', async () => {
    expect(await found()).toEqual({ kind: 'none' });
  });

  it.each(['models/IRIS/greenlight.yaml', 'models/Iris/greenlight.json'])(
    'is not read from the folder of another spelling, %s, which is told',
    async (key) => {
      await s3.put('models/irises/greenlight.yaml', 'keep: 1');
      await s3.put('models/IRIS/v1/greenlight.yaml', 'keep: 1');
      expect(await found()).toEqual({ kind: 'none' });
      await s3.put(key, 'keep: 1');
      const own = key.replace(/iris/i, 'iris');
      expect(await problem()).toBe(
        `manifest: expected ${own}: upper and lower case count, got "${key}". Move it to ${own}, or delete it if it is not meant for this endpoint.`,
      );
      await s3.put(yamlKey, 'keep: 2');
      expect(await found()).toMatchObject({ kind: 'content', value: { keep: 2 } });
    },
  );

  it('may be deleted again', async () => {
    await s3.put(yamlKey, 'alarms: []');
    await s3.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: yamlKey }));
    expect(await found()).toEqual({ kind: 'none' });
  });

  it('may be YAML', async () => {
    await s3.put(yamlKey, '# ours\nrollout:\n  strategy: linear\n  step: 20% # a fifth\n');
    expect(await found()).toMatchObject({
      kind: 'content',
      value: { rollout: { strategy: 'linear', step: '20%' } },
    });
  });

  it('may be JSON, also indented with tabs', async () => {
    await s3.put(jsonKey, JSON.stringify({ fleet: { instanceCount: 3 }, alarms: [] }, null, '\t'));
    expect(await found()).toMatchObject({
      kind: 'content',
      value: { fleet: { instanceCount: 3 }, alarms: [] },
    });
  });

  it('may be empty', async () => {
    await s3.put(yamlKey, '# nothing yet\n');
    expect(await found()).toMatchObject({ kind: 'content', value: null });
  });

  it('is the newest version', async () => {
    await s3.put(yamlKey, 'keep: 1');
    await s3.put(yamlKey, 'keep: 2');
    expect(await found()).toMatchObject({ kind: 'content', value: { keep: 2 } });
  });

  it('must be one: YAML and JSON together could contradict one another', async () => {
    await s3.put(yamlKey, 'alarms: []');
    await s3.put(jsonKey, '{}');
    expect(await problem()).toBe(
      'manifest: expected one manifest, got both greenlight.yaml and greenlight.json. ' +
        'Delete models/iris/greenlight.json or models/iris/greenlight.yaml.',
    );
  });

  it('that does not parse is told with line and column, and in words that need no knowledge of YAML', async () => {
    await s3.put(yamlKey, 'rollout:\n  strategy: linear\n step: 20%\n');
    expect(await problem()).toBe(
      'models/iris/greenlight.yaml: expected YAML, got a syntax error in line 3, column 1: a line that begins in ' +
        'another column than the fields that it stands among. Begin the fields of a group in one column, with spaces.',
    );
  });

  it.each([
    ['a key twice', 'alarms: []\nalarms: []\n', /line 2, column 1: a field that stands there a second time/],
    ['two documents', 'alarms: []\n---\nalarms: []\n', /line 2, column 1: a second document/],
  ])('with %s does not parse', async (_, text, expected) => {
    await s3.put(yamlKey, text);
    expect(await problem()).toMatch(expected);
  });

  it('in JSON that does not parse is told as JSON', async () => {
    await s3.put(jsonKey, '{"alarms": [}');
    expect(await problem()).toMatch(
      /^models\/iris\/greenlight\.json: expected JSON, got a syntax error in line 1/,
    );
  });

  it('of 64 KiB is read, of one byte more is refused', async () => {
    const text = `keep: 1 #${'x'.repeat(64 * 1024)}`;
    await s3.put(yamlKey, text.slice(0, 64 * 1024));
    expect(await found()).toMatchObject({ kind: 'content', value: { keep: 1 } });
    await s3.put(yamlKey, text.slice(0, 64 * 1024 + 1));
    expect(await problem()).toBe(`${yamlKey}: expected at most 65536 bytes, got 65537 bytes.`);
  });

  it('that is an alias bomb is refused, not expanded', async () => {
    const level = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(`*${of}`).join(', ')}]`;
    const bomb = ['a: &a [lol, lol]', level('b', 'a'), level('c', 'b'), level('d', 'c'), level('e', 'd')];
    await s3.put(yamlKey, bomb.join('\n'));
    expect(await problem()).toMatch(/aliases can be resolved, 50 at most, got more of them/);
  });

  it('with an alias to nowhere is refused for that', async () => {
    await s3.put(yamlKey, 'alarms: *none');
    expect(await problem()).toMatch(/an alias \*none in line 1, column 9, and no anchor &none before it/);
  });

  it('with a tag that would run code elsewhere is plain data here', async () => {
    await s3.put(yamlKey, 'keep: !!js/function "() => process.exit()"');
    expect(await found()).toMatchObject({ kind: 'content', value: { keep: '() => process.exit()' } });
  });

  it('in a bucket that cannot be read fails, to be tried again', async () => {
    await expect(s3.artifacts.readManifest('no-such-bucket', 'iris')).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
  });
});

describe('The line of a field', () => {
  const text = [
    '# iris',
    'rollout:',
    '  strategy: linear',
    '  "step": 20%',
    'alarms:',
    '  - name: a',
    '  - name: b',
    '    on: notify',
    'model: { image: i,',
    '  role: r }',
    'fleet: &fleet',
    '  instanceCount: 3',
    'copy: *fleet',
  ].join('\n');

  it.each([
    [['rollout'], 2],
    [['rollout', 'step'], 4],
    [['alarms', 1], 7],
    [['alarms', 1, 'on'], 8],
    [['model', 'role'], 10],
    // What is not there would stand in what is.
    [['rollout', 'bake'], 2],
    [['alarms', 0, 'on'], 6],
    [['alarms', 9, 'on'], 5],
    [[], 2],
    [['copy', 'instanceCount'], 12],
  ] satisfies [(string | number)[], number][])('%j is %d', async (path, line) => {
    await s3.put('models/iris/greenlight.yaml', text);
    const manifest = await s3.artifacts.readManifest(bucket, 'iris');
    expect(manifest.kind === 'content' && manifest.placeOf?.(path)?.line).toBe(line);
  });

  it('is none for what stands nowhere, not even in part', async () => {
    await s3.put('models/iris/greenlight.yaml', text);
    const manifest = await s3.artifacts.readManifest(bucket, 'iris');
    expect(manifest.kind === 'content' && manifest.placeOf?.(['gates', 'before'])).toBeUndefined();
  });

  it('is told in JSON as well, beside the version that was read', async () => {
    const version = await s3.put('models/iris/greenlight.json', '{\n  "keep":\n    5\n}');
    const manifest = await s3.artifacts.readManifest(bucket, 'iris');
    expect(manifest).toMatchObject({ key: 'models/iris/greenlight.json', version });
    expect(manifest.kind === 'content' && manifest.placeOf?.(['keep'])?.line).toBe(2);
  });

  it('is none in an empty file', async () => {
    await s3.put('models/iris/greenlight.yaml', '# nothing yet');
    const manifest = await s3.artifacts.readManifest(bucket, 'iris');
    expect(manifest.kind === 'content' && manifest.placeOf?.(['keep'])).toBeUndefined();
  });
});
