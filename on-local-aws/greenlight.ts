import { createLocalAws, type LocalAws } from '../local/stack/local-aws.ts';
import type { LocalAwsOptions } from '../local/stack/local-aws-options.ts';
import { loadSource } from './load-source.ts';
import { stackName } from './names.ts';
import { type SlackConnection, writeSlackSecret } from './slack-secret.ts';
import { slackWorkspace } from './slack-workspace.ts';

export interface GreenlightOptions extends Omit<LocalAwsOptions, 'slack' | 'stackName'> {
  /** How the Slack secret is filled. By default it is empty, as after a first deployment. */
  readonly slack?: SlackConnection;
}

/**
 * A local AWS with Greenlight deployed from its packaged template. It gives the package `local/` what that
 * does not know: the loader of handlers and the names. The template has the settings of `settings.yml`.
 * @throws TemplateError if the template cannot be deployed
 */
export async function deployGreenlight(options: GreenlightOptions): Promise<LocalAws> {
  const { slack = 'none', ...rest } = options;
  const aws = await createLocalAws({
    load: loadSource,
    ...rest,
    stackName,
    slack: {
      workspace: slackWorkspace,
      interactivityUrl: ({ DecideUrl }) => (DecideUrl === undefined ? undefined : `${DecideUrl}slack`),
    },
  });
  await writeSlackSecret(aws.clients, slack);
  return aws;
}
