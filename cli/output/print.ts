import { uncoloured } from './terminal-output.ts';

/** One JSON object on a line of stdout. */
export const printJson = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

/** Lines for people on stdout: colours only where they can be seen. */
export function printLines(lines: readonly string[]): void {
  const write = (text: string) => void process.stdout.write(text);
  const print = process.stdout.isTTY ? write : uncoloured(write);
  print(lines.map((line) => `${line}\n`).join(''));
}

/** How wide lines for people may be. */
export const outputColumns = (): number => process.stdout.columns ?? 100;
