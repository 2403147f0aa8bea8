import { addressesOf } from './addresses.ts';
import { completeTemplate, type Template } from './complete-template.ts';
import { type ReadSettings, readSettings, SettingsError } from './read-settings.ts';
import type { Settings } from './settings.ts';
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
  #read: Promise<ReadSettings> | undefined;

  constructor(serverless: Serverless, _options: object, utils: Utils) {
    this.#serverless = serverless;
    this.#utils = utils;
  }

  async #valueOf({ address, resolveVariable, resolveConfigurationProperty }: VariableRequest) {
    const stage = await resolveVariable('sls:stage');
    const region = await resolveConfigurationProperty(['provider', 'region']);
    const values = templateValues(await this.#settingsOf(stage, region), region);
    if (!Object.hasOwn(values, address)) throw new Error(`settings: there is no ${address}`);
    return values[address as keyof typeof values];
  }

  /** What the framework itself does for every resource or function. */
  async #prepare(): Promise<void> {
    const { service } = this.#serverless;
    const settings = await this.#settings();
    const { tags, vpc } = settings;
    if (Object.keys(tags).length > 0) service.provider.stackTags = tags;
    if (vpc) service.provider.vpc = { securityGroupIds: vpc.securityGroups, subnetIds: vpc.subnets };
    const { file } = (await this.#read) as ReadSettings;
    const aws = this.#serverless.getProvider('aws');
    const { decisions, commands } = addressesOf(settings, aws.getRegion());
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
    const settings = await this.#settings();
    provider.compiledCloudFormationTemplate = completeTemplate(
      provider.compiledCloudFormationTemplate,
      settings,
      addressesOf(settings, aws.getRegion()),
      `greenlight-${aws.getStage()}`,
    );
  }

  #settings(): Promise<Settings> {
    const aws = this.#serverless.getProvider('aws');
    return this.#settingsOf(aws.getStage(), aws.getRegion());
  }

  async #settingsOf(stage: string, region: string): Promise<Settings> {
    this.#read ??= readSettings({
      stage,
      region,
      folder: this.#serverless.serviceDir,
      given: process.env.GREENLIGHT_SETTINGS,
      base: process.env.INIT_CWD ?? process.cwd(),
    });
    try {
      return (await this.#read).settings;
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      // The framework shows this error without a stack trace.
      throw new this.#serverless.classes.Error(error.message, 'GREENLIGHT_SETTINGS');
    }
  }
}
