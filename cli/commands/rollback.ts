import { type AskOptions, ask } from './ask.ts';

export interface RollbackOptions extends AskOptions {
  readonly to?: string;
  readonly reason?: string;
}

/** `greenlight rollback`: back to the release before, or to that of `--to`. Answers with the exit code. */
export async function rollback(endpoint: string, options: RollbackOptions): Promise<number> {
  const { to, reason } = options;
  return ask(
    {
      command: 'rollback',
      endpoint,
      ...(to !== undefined && { to }),
      ...(reason !== undefined && { reason }),
    },
    options,
  );
}
