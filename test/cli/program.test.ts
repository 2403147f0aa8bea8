import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../cli/program.ts';
import { UsageError } from '../../cli/usage-error.ts';

const { commands } = createProgram(() => {});
const named = (name: string) => {
  const command = commands.find((found) => found.name() === name);
  if (command === undefined) throw new Error(`no command ${name}`);
  return command;
};
const flags = (name: string) => named(name).options.map(({ long }) => long);

describe('The commands', () => {
  it.each(commands.map((command) => command.name()))('%s takes --json', (name) => {
    expect(flags(name)).toContain('--json');
  });

  it.each([
    ...['plan', 'push', 'watch', 'status', 'history'],
    ...['abort', 'approve', 'reject', 'retry', 'rollback'],
  ])('%s can be aimed at any stage, region and endpoint URL', (name) => {
    expect(flags(name)).toEqual(expect.arrayContaining(['--stage', '--region', '--endpoint-url']));
  });

  it.each(['abort', 'approve', 'reject', 'retry', 'rollback'])('%s can be signed and waited for', (name) => {
    expect(flags(name)).toEqual(expect.arrayContaining(['--by', '--reason', '--wait']));
  });

  it.each(commands.map((command) => command.name()))('%s has a help that fits 80 columns', (name) => {
    const help = named(name)
      .configureHelp({ ...named(name).configureHelp(), helpWidth: 80 })
      .helpInformation();
    expect(named(name).description()).not.toBe('');
    for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe('Used wrongly', () => {
  /** What is told: by commander on stderr, or by the command as it throws. */
  async function refusal(args: readonly string[]): Promise<string> {
    let told = '';
    const program = createProgram(() => {});
    for (const command of [program, ...program.commands]) {
      command.configureOutput({
        writeErr: (text) => {
          told += text;
        },
      });
    }
    const error = await program.parseAsync(args, { from: 'user' }).catch((thrown: unknown) => thrown);
    expect(error instanceof CommanderError || error instanceof UsageError).toBe(true);
    return `${told}${(error as Error).message}`;
  }

  it.each<[string[], RegExp]>([
    [['push', 'model.tar.gz'], /required option '--endpoint <name>' not specified/],
    [['push', '/no/such.tar.gz', '--endpoint', 'iris'], /<artifact>: expected a model\.tar\.gz or a folder/],
    [['push', '/no/such.tar.gz', '--endpoint', '-'], /expected an endpoint’s name/],
    [['push', '/no/such.tar.gz', '--endpoint', '../x'], /expected an endpoint’s name/],
    [['status', 'iris;x'], /expected an endpoint’s name/],
    [['rollback', 'a b', '--reason', 'x'], /expected an endpoint’s name/],
    [['plan', 'x.yaml', '--risk', '--errors', '0.5'], /expected a percentage from 0% to 100%/],
    [['plan', 'x.yaml', '--risk', '--rps', '0'], /expected requests a second, above 0/],
    [['plan', 'x.yaml', '--risk', '--price', '0'], /expected dollars, above 0/],
    [['abort', 'iris'], /required option '--reason <text>' not specified/],
    [['abort', 'iris', '--reason', ' '], /expected a text of 1 to 500 characters/],
    [['approve'], /missing required argument 'gate'/],
    [['reject', 'iris-2a0a1c8a80c0-1/before'], /<gate>: expected an endpoint, or a gate such as/],
    [['approve', 'iris', '--reason', 'x'.repeat(501)], /expected a text of 1 to 500 characters/],
    [['approve', 'iris', '--by', 'Ana\nroot'], /expected one line/],
    [['retry', 'iris'], /<release>: expected a release's id/],
    [['history', 'iris', '--limit', '0'], /expected a whole number, 1 or more/],
    [['status', '--stage', 'Prod'], /expected up to 20 lower-case letters/],
    [['status', '--endpoint-url', '4566'], /expected a URL such as http:/],
    [['init', '/no/such/folder/x.yaml'], /\[file\]: expected a file that can be made/],
  ])('%j says what was expected', async (args, told) => {
    expect(await refusal(args)).toMatch(told);
  });
});
