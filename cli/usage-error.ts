/** Bad usage or input: exit code 2 (docs/cli.md). The message says what was expected, what came, and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
