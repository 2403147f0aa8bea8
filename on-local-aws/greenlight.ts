import { createLocalAws, type LocalAws } from '../local/stack/local-aws.ts';
import type { LocalAwsOptions } from '../local/stack/local-aws-options.ts';
import { loadSource } from './load-source.ts';
import { localParameters, stackName } from './names.ts';
import { type SlackConnection, writeSlackSecret } from './slack-secret.ts';
import { slackWorkspace } from './slack-workspace.ts';

export interface GreenlightOptions extends Omit<LocalAwsOptions, 'slack' | 'stackName'> {
  /** What the Slack secret is given; by default nothing, as after a first deployment. */
  readonly slack?: SlackConnection;
}

/**
 * A local AWS with Greenlight deployed from its packaged template: what the package `local/` does not know is handed
 * in here, the loader of handlers and the names. Parameters given go over `localParameters`.
 * @throws TemplateError if the template cannot be deployed
 */
export async function deployGreenlight(options: GreenlightOptions): Promise<LocalAws> {
  const { slack = 'none', ...rest } = options;
  const aws = await createLocalAws({
    load: loadSource,
    ...rest,
    stackName,
    parameters: { ...localParameters, ...options.parameters },
    slack: {
      workspace: slackWorkspace,
      interactivityUrl: ({ DecideUrl }) => (DecideUrl === undefined ? undefined : `${DecideUrl}slack`),
    },
  });
  await writeSlackSecret(aws.clients, slack);
  return aws;
}
