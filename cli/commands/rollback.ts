import { type AskOptions, ask } from './ask.ts';

export interface RollbackOptions extends AskOptions {
  readonly to?: string;
  readonly reason?: string;
  readonly fast: boolean;
}

/** `greenlight rollback`: back to the release before, or to that of `--to`; past all gates with `--fast`. Answers with the exit code. */
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
