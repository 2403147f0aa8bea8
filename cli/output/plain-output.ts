import { formatDuration } from '../../core/values/duration.ts';
import { epochMsOf } from '../../core/values/instant.ts';
import type { Output, Report, Summary } from './output.ts';
import { reportLine } from './report-line.ts';

/** Plain lines for files and pipes, each with the simulated time since the start. */
export function plainOutput(write: (text: string) => void, startedAt: number): Output {
  const line = (text: string) => write(`${text}\n`);
  return {
    say: line,
    page: (url) => line(pageText(url)),
    report(report) {
      const text = reportLine(report);
      if (text !== undefined) line(`${elapsed(report, startedAt)} ${text}`);
    },
    show() {},
    summary: (summary) => line(summaryText(summary)),
    close() {},
  };
}

export const pageText = (url: string): string => `The page, live: ${url}`;

/** `   12m30s`: simulated time since the start. */
export const elapsed = (report: Report, startedAt: number): string =>
  formatDuration(Math.max(0, Math.round((epochMsOf(report.at) - startedAt) / 1000))).padStart(9);

export const summaryText = (summary: Summary): string =>
  [
    '',
    ...summary.rollouts.map(({ release, outcome, cause }) => `${outcome.padEnd(12)} ${release}: ${cause}`),
    `${summary.outcomes.length} rollouts in ${summary.seconds.toFixed(0)} s`,
  ].join('\n');
