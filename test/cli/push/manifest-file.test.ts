import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { starterManifest } from '../../../cli/commands/init-manifest.ts';
import { checkOverDefaults, manifestFile } from '../../../cli/push/manifest-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'greenlight-manifest-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return manifestFile(path, 'iris');
};

describe('A manifest to be pushed', () => {
  it('goes where the controller looks for it, as YAML or as JSON', async () => {
    const [yaml, json] = ['models/iris/greenlight.yaml', 'models/iris/greenlight.json'];
    expect(await read('mine.yml', 'keep: 3')).toEqual({
      path: join(folder, 'mine.yml'),
      text: 'keep: 3',
      key: yaml,
      otherKey: json,
    });
    expect(await read('mine.json', '{"keep":3}')).toMatchObject({ key: json, otherKey: yaml });
  });

  it('is refused with every problem at once, each with its line', async () => {
    await expect(read('bad.yaml', 'keep: 99\nfleet:\n  instanceCount: none\n')).rejects.toThrow(
      /^--manifest: expected a sound one, got .*bad\.yaml:\n {2}.*line 3.*\n {2}keep \(line 1\): expected/,
    );
  });

  it('is refused where it cannot be read', async () => {
    await expect(read('broken.yaml', 'keep: [')).rejects.toThrow(/broken\.yaml:\n.*a syntax error in line 1/);
    await expect(manifestFile(join(folder, 'none.yaml'), 'iris')).rejects.toThrow(
      /expected a file.*which is not there/,
    );
  });

  it('may leave out what the defaults of the bucket say, and nothing else', async () => {
    const part = await read('part.yaml', 'rollout:\n  bake: 5m\n');
    const defaults = 'rollout: { strategy: linear, step: 20% }';
    expect(() => checkOverDefaults(part, defaults)).not.toThrow();
    expect(() => checkOverDefaults(part, undefined)).toThrow(
      /part\.yaml:\n {2}rollout \(line 1\): expected a/,
    );
    expect(() => checkOverDefaults(part, 'rollout: { strategy: linear, step: much }')).toThrow(
      /\n {2}rollout\.step \(models\/greenlight\.defaults\.yaml, line 1\): expected a step/,
    );
    expect(() => checkOverDefaults(part, 'rollout: [')).toThrow(
      /models\/greenlight\.defaults\.yaml: expected/,
    );
  });

  it('may be the one that init writes', async () => {
    await expect(read('greenlight.yaml', starterManifest)).resolves.toMatchObject({ text: starterManifest });
  });
});
