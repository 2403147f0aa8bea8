import { type AskOptions, ask } from './ask.ts';

export interface JudgeOptions extends Omit<AskOptions, 'wait'> {
  readonly reason: string;
}

/** `greenlight judge off` and `judge on`: whether an endpoint's rollouts are compared. Returns the exit code. */
export async function judge(
  status: 'off' | 'on',
  endpoint: string,
  { reason, ...options }: JudgeOptions,
): Promise<number> {
  return ask({ command: 'judge', endpoint, status, reason }, { ...options, wait: false });
}
