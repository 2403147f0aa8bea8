import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from '../../stack/read-settings.ts';
import { longestStageIn } from '../../stack/stage.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'greenlight-settings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const read = (more: { stage?: string; region?: string; given?: string } = {}) =>
  readSettings({ stage: 'prod', region: 'eu-west-1', folder, given: undefined, base: folder, ...more });
const write = (name: string, text: string) => writeFile(join(folder, name), text);

describe("A stage's settings", () => {
  it('are in its own file', async () => {
    await write('greenlight.prod.yml', 'reservedConcurrency: 5');
    await write('greenlight.test.yml', 'reservedConcurrency: 7');
    expect(await read()).toMatchObject({
      file: join(folder, 'greenlight.prod.yml'),
      settings: { reservedConcurrency: 5 },
    });
  });

  it('are the defaults without one, or with an empty one', async () => {
    expect(await read()).toMatchObject({ file: undefined, settings: { reservedConcurrency: 0 } });
    await write('greenlight.prod.yml', '# nothing yet\n');
    expect(await read()).toMatchObject({ settings: { reservedConcurrency: 0 } });
  });

  it('are in the file that is named, from the folder where the command was given', async () => {
    await write('greenlight.prod.yml', 'reservedConcurrency: 5');
    await write('ours.yml', 'reservedConcurrency: 9');
    expect(await read({ given: 'ours.yml' })).toMatchObject({ settings: { reservedConcurrency: 9 } });
  });

  it('are none where none are wanted, whatever lies there', async () => {
    await write('greenlight.prod.yml', 'reservedConcurrency: 5');
    expect(await read({ given: '' })).toMatchObject({ settings: { reservedConcurrency: 0 } });
  });

  it('are refused where the named file is not there, or is no YAML', async () => {
    await expect(read({ given: 'other.yml' })).rejects.toThrow(/cannot be read: ENOENT.*GREENLIGHT_SETTINGS/);
    await write('greenlight.prod.yml', 'tags: { a');
    await expect(read()).rejects.toThrow(/greenlight\.prod\.yml is not YAML/);
  });

  it('are refused where they belong to another region', async () => {
    await write('greenlight.prod.yml', 'keys: { storage: "arn:aws:kms:us-east-1:111122223333:key/1a2b" }');
    await expect(read()).rejects.toThrow(/^- keys\.storage: expected a key of eu-west-1/m);
    await expect(read({ region: 'us-east-1' })).resolves.toMatchObject({ file: expect.any(String) });
  });

  it('are refused together with the stage, in one message', async () => {
    await write('greenlight.Prod.yml', 'reservedConcurrency: many');
    const failure = read({ stage: 'Prod' });
    await expect(failure).rejects.toThrow(/^- stage: expected 1 to 20 .*, got "Prod"\. Deploy with another/m);
    await expect(failure).rejects.toThrow(/^- reservedConcurrency: expected a whole number, got "many"\.$/m);
  });
});

describe("A stage's name", () => {
  it.each(['p', 'prod', 'prod-2', 'a'.repeat(20)])('may be %s', async (stage) => {
    await expect(read({ stage })).resolves.toBeDefined();
  });

  it.each(['Prod', 'prod_eu', '2nd', 'prod-', 'a'.repeat(21), ''])('may not be "%s"', async (stage) => {
    await expect(read({ stage })).rejects.toThrow(/- stage: expected/);
  });

  it.each(['us-east-1', 'eu-west-1', 'ap-southeast-1', 'cn-northwest-1', 'us-gov-west-1'])(
    'leaves 63 characters for the bucket in %s',
    async (region) => {
      const stage = 'a'.repeat(longestStageIn(region));
      await expect(read({ stage, region })).resolves.toBeDefined();
      expect(`greenlight-${stage}-models-123456789012-${region}`.length).toBeLessThanOrEqual(63);
      await expect(read({ stage: `${stage}a`, region })).rejects.toThrow(/- stage: expected/);
    },
  );
});
