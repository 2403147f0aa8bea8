import { UsageError } from '../usage-error.ts';

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
