import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const entry = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

const greenlight = (...args: string[]) => {
  const run = spawnSync(process.execPath, [entry, ...args], { encoding: 'utf8', timeout: 60_000 });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
};

describe('greenlight, used wrongly, exits with 2 and says what it expected', () => {
  it.each([
    [['demo', '--port', 'abc'], /expected a port number from 0/],
    [['demo', '--port', '70000'], /expected a port number from 0/],
    [['local', '--speed', '0'], /expected how many times as fast as real time/],
    [['deploy'], /unknown command 'deploy'/],
    [
      ['local', '--containers', '/no/such/file.json'],
      /--containers: expected a JSON file .* got \/no\/such\/file\.json/,
    ],
  ])('%j', (args, message) => {
    const { code, stdout, stderr } = greenlight(...args);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('and so it does when the port is taken, naming --port', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const { code, stderr } = greenlight('local', '--port', String(port));
    await new Promise((resolve) => server.close(resolve));
    expect(stderr).toContain(`port ${port} is taken. Choose another with --port`);
    expect(code).toBe(2);
  }, 60_000);

  it('but shows its help with 0', () => {
    const { code, stdout } = greenlight('--help');
    expect(stdout).toMatch(/^ {2}demo .*^ {2}local /ms);
    expect(code).toBe(0);
  });
});
