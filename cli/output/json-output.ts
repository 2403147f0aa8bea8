import type { Output } from './output.ts';

/** One JSON object a line on stdout and nothing else; the last is the summary. */
export function jsonOutput(write: (text: string) => void): Output {
  const line = (value: object) => write(`${JSON.stringify(value)}\n`);
  return {
    say() {},
    report: line,
    show() {},
    summary: (summary) => line({ type: 'summary', ...summary }),
    close() {},
  };
}
