import { stripVTControlCharacters } from 'node:util';
import { livePanel, type Terminal } from './live-panel.ts';
import type { Output } from './output.ts';
import { panelLines } from './panel.ts';
import { elapsed, pageText, summaryText } from './plain-output.ts';
import { reportLine } from './report-line.ts';

/** A live terminal: events scroll by above, and a panel below shows the endpoint's current state. */
export function terminalOutput(terminal: Terminal, startedAt: number): Output {
  const panel = livePanel(terminal);
  return {
    say: (text) => panel.print(`${text}\n`),
    page: (url) => panel.print(`${pageText(url)}\n`),
    report(report) {
      const text = reportLine(report);
      if (text !== undefined) panel.print(`${elapsed(report, startedAt)} ${text}\n`);
    },
    show: (snapshot) => panel.show((columns) => panelLines(snapshot, columns)),
    summary: (summary) => panel.print(`${summaryText(summary)}\n`),
    close: () => panel.leave(),
  };
}

/** Output for a stream that cannot show colours: the same text without its codes. */
export const uncoloured =
  (write: (text: string) => void) =>
  (text: string): void =>
    write(stripVTControlCharacters(text));
