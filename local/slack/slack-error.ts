/** An error as Slack's Web API answers it: HTTP 200, `{"ok": false, "error": <code>, …}`. */
export class SlackError extends Error {
  override readonly name = 'SlackError';
  readonly code: string;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: string, members: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.code = code;
    this.members = members;
  }
}

/** With each problem in words, where Slack gives them: in `errors`, and again in `response_metadata`. */
export const explained = (code: string, problems: readonly string[]): SlackError =>
  new SlackError(code, {
    errors: problems,
    response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) },
  });
