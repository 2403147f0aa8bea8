import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { questionOf } from '../../../cli/plan/question.ts';

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
