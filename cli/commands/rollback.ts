import { type AskOptions, ask } from './ask.ts';

export interface RollbackOptions extends AskOptions {
  readonly to?: string;
  readonly reason?: string;
  readonly fast: boolean;
}

/**
 * `greenlight rollback`: goes back to the release before, or to the one of `--to`; `--fast` skips all gates.
 * Returns the exit code.
 */
export async function rollback(endpoint: string, options: RollbackOptions): Promise<number> {
  const { to, reason, fast } = options;
  return ask(
    {
      command: 'rollback',
      endpoint,
      fast,
      ...(to !== undefined && { to }),
      ...(reason !== undefined && { reason }),
    },
    options,
  );
}
