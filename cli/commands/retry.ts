import { endpointOf } from '../reads/endpoint-of.ts';
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
