import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Aws } from '../../../cli/aws/aws.ts';
import { overDefaultsOf, questionOf } from '../../../cli/plan/question.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'greenlight-question-'));
  mkdirSync(join(folder, 'models/iris'), { recursive: true });
  writeFileSync(join(folder, 'models/iris/greenlight.yaml'), 'keep: 3');
  writeFileSync(join(folder, 'models/greenlight.defaults.yaml'), 'keep: 5\nnotify: { severity: warning }');
  writeFileSync(join(folder, 'others.yaml'), 'notify: { severity: critical }');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const valueUnder = async (options: { live: boolean; defaults?: string }) => {
  const { manifest } = await questionOf(join(folder, 'models/iris/greenlight.yaml'), options, 'dev');
  return manifest.kind === 'content' ? manifest.value : manifest;
};

describe('The defaults that a plan is made under', () => {
  it('lie beside the manifest’s folder, as in the bucket', async () => {
    expect(await valueUnder({ live: false })).toEqual({ keep: 3, notify: { severity: 'warning' } });
  });

  it('are those of the bucket for a plan of the endpoint as it is', async () => {
    expect(await valueUnder({ live: true })).toEqual({ keep: 3 });
  });

  it('are the given ones in any case', async () => {
    for (const live of [true, false]) {
      const value = await valueUnder({ live, defaults: join(folder, 'others.yaml') });
      expect(value).toEqual({ keep: 3, notify: { severity: 'critical' } });
    }
  });

  it('must be there if they are given', async () => {
    await expect(valueUnder({ live: false, defaults: join(folder, 'none.yaml') })).rejects.toThrow(
      /^--defaults: expected a file, got .*none\.yaml/,
    );
  });
});

describe('The defaults of the bucket', () => {
  const client = new S3Client({ region: 'us-east-1' });
  const s3 = mockClient(client);
  const aws = { clients: () => client, names: { bucket: 'models' } } as unknown as Aws;
  const failing = (name: string) => s3.onAnyCommand().rejects(Object.assign(new Error('no'), { name }));
  const warned: string[] = [];
  const over = async (options: { live: boolean; defaults?: string }) => {
    const question = await questionOf(join(folder, 'models/iris/greenlight.yaml'), options, 'dev');
    const { manifest } = await overDefaultsOf(aws, question, options, (text) => warned.push(text));
    return manifest.kind === 'content' ? manifest.value : manifest;
  };

  it('lie under the manifest', async () => {
    const text = 'keep: 9\nnotify: { severity: critical }';
    s3.onAnyCommand().resolves({
      ContentLength: text.length,
      Body: { transformToString: async () => text },
    } as never);
    expect(await over({ live: true })).toEqual({ keep: 3, notify: { severity: 'critical' } });
  });

  it.each(['NoSuchKey', 'NoSuchBucket', 'AccessDenied'])('are none where S3 answers %s', async (name) => {
    failing(name);
    warned.length = 0;
    expect(await over({ live: true })).toEqual({ keep: 3 });
    expect(warned).toHaveLength(name === 'AccessDenied' ? 1 : 0);
  });

  it('must not be missing for another reason', async () => {
    failing('SlowDown');
    await expect(over({ live: true })).rejects.toMatchObject({ name: 'SlowDown' });
  });

  it('are not asked for where others are given', async () => {
    failing('SlowDown');
    const defaults = join(folder, 'others.yaml');
    expect(await over({ live: true, defaults })).toEqual({ keep: 3, notify: { severity: 'critical' } });
  });
});
