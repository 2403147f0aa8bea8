import { addressesOf } from './addresses.ts';
import { completeTemplate, type Template } from './complete-template.ts';
import { type ReadSettings, readSettings, SettingsError } from './read-settings.ts';
import { settingsSchema } from './settings.ts';
import { templateValues } from './template-values.ts';

/** What this plugin uses of the framework. */
interface Serverless {
  readonly serviceDir: string;
  readonly service: {
    readonly provider: {
      stackTags?: Record<string, string>;
      vpc?: { securityGroupIds: string[]; subnetIds: string[] };
      compiledCloudFormationTemplate: Template;
    };
  };
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
  getProvider(name: 'aws'): { getStage(): string; getRegion(): string };
}

interface VariableRequest {
  readonly address: string;
  resolveVariable(variable: string): Promise<string>;
  resolveConfigurationProperty(path: readonly string[]): Promise<string>;
}

interface Utils {
  readonly log: { notice(text: string): void };
}

/**
 * Gives the stack the settings of its stage: `${settings:…}` in serverless.yml, and changes of what the framework
 * has compiled. It refuses wrong settings before anything is packaged.
 */
export class StackPlugin {
  readonly configurationVariablesSources = {
    settings: { resolve: async (request: VariableRequest) => ({ value: await this.#valueOf(request) }) },
  };
  readonly hooks = {
    initialize: () => this.#prepare(),
    'after:aws:package:finalize:mergeCustomProviderResources': () => this.#complete(),
  };
  readonly #serverless: Serverless;
  readonly #utils: Utils;
  #reading: Promise<ReadSettings> | undefined;

  constructor(serverless: Serverless, _options: object, utils: Utils) {
    this.#serverless = serverless;
    this.#utils = utils;
  }

  async #valueOf({ address, resolveVariable, resolveConfigurationProperty }: VariableRequest) {
    const stage = await resolveVariable('sls:stage');
    const region = await resolveConfigurationProperty(['provider', 'region']);
    // Each variable would be told the same problems. `initialize` tells them once, before anything is packaged.
    const { settings } = await this.#read(stage, region).catch(() => ({
      settings: settingsSchema.parse({}),
    }));
    const values = templateValues(settings, region);
    if (!Object.hasOwn(values, address)) throw new Error(`settings: there is no ${address}`);
    return values[address as keyof typeof values];
  }

  /** What the framework itself does for every resource or function. */
  async #prepare(): Promise<void> {
    const { service } = this.#serverless;
    const { settings, file } = await this.#checked();
    const { tags, vpc } = settings;
    if (Object.keys(tags).length > 0) service.provider.stackTags = tags;
    if (vpc) service.provider.vpc = { securityGroupIds: vpc.securityGroups, subnetIds: vpc.subnets };
    const { decisions, commands } = addressesOf(settings, this.#serverless.getProvider('aws').getRegion());
    this.#utils.log.notice(
      [
        `settings: ${file ?? 'no file, the defaults apply (npx greenlight docs settings)'}`,
        `addresses: ${decisions ? 'a public one for links, buttons and callbacks' : 'no public one, so no links, buttons and callbacks'}; commands by ${commands}`,
      ].join('\n'),
    );
  }

  async #complete(): Promise<void> {
    const { provider } = this.#serverless.service;
    const aws = this.#serverless.getProvider('aws');
    const { settings } = await this.#checked();
    provider.compiledCloudFormationTemplate = completeTemplate(
      provider.compiledCloudFormationTemplate,
      settings,
      addressesOf(settings, aws.getRegion()),
      `greenlight-${aws.getStage()}`,
    );
  }

  /** The settings, or their problems as an error that the framework shows without a stack trace. */
  async #checked(): Promise<ReadSettings> {
    const aws = this.#serverless.getProvider('aws');
    try {
      return await this.#read(aws.getStage(), aws.getRegion());
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      throw new this.#serverless.classes.Error(error.message, 'GREENLIGHT_SETTINGS');
    }
  }

  #read(stage: string, region: string): Promise<ReadSettings> {
    this.#reading ??= readSettings({
      stage,
      region,
      folder: this.#serverless.serviceDir,
      given: process.env.GREENLIGHT_SETTINGS,
      base: process.env.INIT_CWD ?? process.cwd(),
    });
    return this.#reading;
  }
}
