/**
 * Bad usage or input: exit code 2 (docs/cli.md). The message says what was expected, what was given, and what
 * to do.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
