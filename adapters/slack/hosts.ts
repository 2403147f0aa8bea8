/** The only hosts that requests are sent to. */
const slackApi = 'https://slack.com';
const slackHooks = 'https://hooks.slack.com';

/** The address of a method of the Web API. */
export const methodUrl = (method: string, baseUrl: string | undefined): string =>
  `${baseUrl ?? slackApi}/api/${method}`;

/**
 * An address from outside (a secret, a payload), if it is a Slack address for webhooks or answers; otherwise
 * undefined. Returns the parsed address, so that the checked address is the one that is used.
 */
export function hookUrl(
  given: string,
  kind: 'services' | 'actions',
  baseUrl: string | undefined,
): string | undefined {
  if (!URL.canParse(given)) return undefined;
  const url = new URL(given);
  const base = new URL(baseUrl ?? slackHooks);
  const path = `${base.pathname.replace(/\/$/, '')}/${kind}/`;
  const isSlacks =
    url.origin === base.origin && url.username === '' && url.password === '' && url.pathname.startsWith(path);
  return isSlacks ? url.href : undefined;
}
