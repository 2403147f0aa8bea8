/**
 * An error as AWS's APIs answer it: `code` is what clients match on (`ValidationException` …), `message` what
 * they show, `members` what the error's shape adds.
 */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { status?: number; members?: Record<string, unknown> } = {},
  ) {
    // It is an answer, and no fault of the code that gives it. To collect a stack takes longer than most calls.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = limit;
    this.name = code;
    this.code = code;
    this.status = options.status ?? 400;
    this.members = options.members ?? {};
  }
}

/** What is not covered is refused in AWS's shape and says so, never ignored. */
export const notCovered = (what: string): AwsError =>
  new AwsError(
    'UnknownOperationException',
    `The local AWS does not cover ${what}. docs/local-aws.md lists what it covers.`,
  );

/** Any error as an AwsError: what is not one already is a fault of the local AWS itself. */
export function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new AwsError('InternalFailure', `The local AWS failed: ${message}`, { status: 500 });
}
