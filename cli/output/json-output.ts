import type { Output } from './output.ts';

/** Writes one JSON object per line to stdout and nothing else. The last one is the summary. */
export function jsonOutput(write: (text: string) => void): Output {
  const line = (value: object) => write(`${JSON.stringify(value)}\n`);
  return {
    say() {},
    page: (url) => line({ type: 'page', url }),
    report: line,
    show() {},
    summary: (summary) => line({ type: 'summary', ...summary }),
    close() {},
  };
}
