import { type AskOptions, ask } from './ask.ts';

export interface AbortOptions extends AskOptions {
  readonly reason: string;
  readonly release?: string;
}

/** `greenlight abort`: stops the rollout under way, or the one of `--release`. Returns the exit code. */
export async function abort(endpoint: string, options: AbortOptions): Promise<number> {
  const { reason, release } = options;
  return ask({ command: 'abort', endpoint, reason, ...(release !== undefined && { release }) }, options);
}
