import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StackPlugin } from '../../stack/plugin.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'greenlight-plugin-'));
  vi.stubEnv('GREENLIGHT_SETTINGS', undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

class FrameworkError extends Error {
  override readonly name = 'FrameworkError';
}

/** The plugin in a framework that has packaged one function's role and the framework's own. */
async function plugged(settings: string, stage = 'prod') {
  await writeFile(join(folder, `greenlight.${stage}.yml`), settings);
  const role = { Type: 'AWS::IAM::Role', Properties: { Policies: [] } };
  const provider = {
    compiledCloudFormationTemplate: { Resources: { IamRoleLambdaExecution: role, OwnRole: role } },
  };
  const noticed: string[] = [];
  const plugin = new StackPlugin(
    {
      serviceDir: folder,
      service: { provider },
      classes: { Error: FrameworkError },
      getProvider: () => ({ getStage: () => stage, getRegion: () => 'eu-west-1' }),
    },
    {},
    { log: { notice: (text) => noticed.push(text) } },
  );
  const variable = async (address: string) => {
    const { value } = await plugin.configurationVariablesSources.settings.resolve({
      address,
      resolveVariable: async () => stage,
      resolveConfigurationProperty: async () => 'eu-west-1',
    });
    return value;
  };
  return { plugin, provider, noticed, variable };
}

describe('The framework’s plugin', () => {
  it('gives the settings to the template, the stack and every function', async () => {
    const { plugin, provider, noticed, variable } = await plugged(
      'tags: { team: ml }\nvpc: { subnets: [subnet-1], securityGroups: [sg-1] }\nreservedConcurrency: 3',
    );
    expect(await variable('reservedConcurrency')).toBe(3);
    await plugin.hooks.initialize();
    expect(provider).toMatchObject({
      stackTags: { team: 'ml' },
      vpc: { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] },
    });
    expect(noticed.join()).toContain(join(folder, 'greenlight.prod.yml'));
    await plugin.hooks['after:aws:package:finalize:mergeCustomProviderResources']();
    expect(Object.keys(provider.compiledCloudFormationTemplate.Resources)).toEqual(['OwnRole']);
  });

  it('refuses wrong settings once, before anything is packaged, and not at each variable', async () => {
    const { plugin, variable } = await plugged('reservedConcurrency: many\nexisting: [queue]');
    await expect(variable('reservedConcurrency')).resolves.toBe(0);
    const refused = plugin.hooks.initialize();
    await expect(refused).rejects.toBeInstanceOf(FrameworkError);
    await expect(refused).rejects.toThrow(/reservedConcurrency: .*\n- existing\[0\]: /);
  });

  it('refuses a stage that no bucket can be named after', async () => {
    const { plugin } = await plugged('', 'Production');
    await expect(plugin.hooks.initialize()).rejects.toThrow(/- stage: expected .* got "Production"/);
  });

  it('has no value of a name that it does not know', async () => {
    const { variable } = await plugged('');
    await expect(variable('reserved')).rejects.toThrow('settings: there is no reserved');
  });
});
