import { stripVTControlCharacters } from 'node:util';
import type { Output } from './output.ts';
import { panelLines } from './panel.ts';
import { elapsed, summaryText } from './plain-output.ts';
import { reportLine } from './report-line.ts';
import type { Snapshot } from './snapshot.ts';

interface Terminal {
  write(text: string): unknown;
  readonly columns?: number;
}

/** A live terminal: what happened scrolls by above, how the endpoint is now stands in a panel below. */
export function terminalOutput(terminal: Terminal, startedAt: number): Output {
  let drawn = 0;
  let latest: Snapshot | undefined;
  const columns = () => terminal.columns ?? 80;

  const erase = () => (drawn > 0 ? `\u001b[${drawn}A\u001b[0J` : '');
  const draw = (above: string) => {
    const panel = latest ? panelLines(latest, columns()) : [];
    // One write, so that nothing flickers between erasing and drawing.
    terminal.write(`${erase()}${above}${panel.map((line) => `${line}\n`).join('')}`);
    drawn = panel.length;
  };

  return {
    say: (text) => draw(`${text}\n`),
    report(report) {
      const text = reportLine(report);
      if (text !== undefined) draw(`${elapsed(report, startedAt)} ${text}\n`);
    },
    show(snapshot) {
      latest = snapshot;
      draw('');
    },
    summary: (summary) => draw(`${summaryText(summary)}\n`),
    close() {
      latest = undefined;
    },
  };
}

/** Output for a stream that cannot show colours: the same text without its codes. */
export const uncoloured =
  (write: (text: string) => void) =>
  (text: string): void =>
    write(stripVTControlCharacters(text));
