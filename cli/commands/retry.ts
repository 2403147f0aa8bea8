import { UsageError } from '../usage-error.ts';
import { type AskOptions, ask } from './ask.ts';

export interface RetryOptions extends AskOptions {
  readonly endpoint?: string;
  readonly reason?: string;
}

/** `greenlight retry`: another attempt of a release. Returns the exit code. */
export async function retry(release: string, options: RetryOptions): Promise<number> {
  const { reason } = options;
  const endpoint = options.endpoint ?? endpointOf(release);
  return ask({ command: 'retry', endpoint, release, ...(reason !== undefined && { reason }) }, options);
}

/**
 * The endpoint at the start of a release's id: `<endpoint, first 40>-<12 hex digits>`, or the same with the
 * attempt appended. A name that fills all 40 characters may have been cut.
 * @throws UsageError if the id does not determine the endpoint
 */
export function endpointOf(release: string): string {
  const endpoint = /^(.{1,40})-[0-9a-f]{12}(?:-\d+)?$/.exec(release)?.[1];
  if (endpoint === undefined) {
    throw new UsageError(
      `<release>: expected a release's id such as iris-2a0a1c8a80c0 (npx greenlight history <endpoint>), got "${release}".`,
    );
  }
  if (endpoint.length === 40) {
    throw new UsageError(
      `--endpoint: expected it beside ${release}, whose endpoint's name may be longer than the 40 characters kept of it.`,
    );
  }
  return endpoint;
}
