import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deploy } from '../../../cli/commands/deploy.ts';
import { UsageError } from '../../../cli/usage-error.ts';

describe('greenlight deploy', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'greenlight-deploy-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('refuses wrong settings before anything runs, every problem once', async () => {
    const settings = join(folder, 'ours.yml');
    await writeFile(settings, 'rols: {}\nlogs: { retentionDays: 2 }\n');
    const refused = deploy({ stage: 'prod', region: 'eu-west-1', settings, json: true });
    await expect(refused).rejects.toThrow(UsageError);
    const { message } = (await refused.catch((error: unknown) => error)) as Error;
    expect(message).toContain(settings);
    expect(message.match(/^- /gm)).toHaveLength(2);
  });

  it('refuses a stage that no bucket can be named after', async () => {
    const refused = deploy({ stage: 'a-', region: 'eu-west-1', json: true });
    await expect(refused).rejects.toThrow(/stage: expected 1 to 20 lower-case letters/);
  });
});
