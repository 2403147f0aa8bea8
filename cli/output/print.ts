import { columnsOf } from './live-panel.ts';
import { uncoloured } from './terminal-output.ts';

/** One JSON object on a line of stdout. */
export const printJson = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

/** Prints lines for people on stdout, with colours only if the stream can show them. */
export function printLines(lines: readonly string[]): void {
  const write = (text: string) => void process.stdout.write(text);
  const print = process.stdout.isTTY ? write : uncoloured(write);
  print(lines.map((line) => `${line}\n`).join(''));
}

/** The width of lines for people. */
export const outputColumns = (): number => columnsOf(process.stdout, 100);
