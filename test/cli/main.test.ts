import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    [['deplyo'], /unknown command 'deplyo'/],
    [['deploy'], /required option '--stage <name>' not specified/],
    [
      ['deploy', '--stage', 'x', '--region', 'us-east-1', '--settings', '/no/x'],
      /--settings \(or GREENLIGHT_SETTINGS\): expected a file, got \/no\/x/,
    ],
    [['docs', 'nothing'], /expected a document: .*operating.*; got nothing/],
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

  it('but shows its version with 0, which is not that of a model', () => {
    expect(greenlight('--version')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    const pushed = greenlight('push', 'no-such-file', '--endpoint', 'iris', '--version', 'v1');
    expect(pushed).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('no-such-file') });
  });

  it('but shows its help with 0', () => {
    const { code, stdout } = greenlight('--help');
    expect(stdout).toMatch(/^ {2}demo .*^ {2}local .*^ {2}push .*^ {2}abort /ms);
    expect(code).toBe(0);
  });
});

describe('greenlight, where AWS cannot be reached', () => {
  it('exits with 3 and says what to do', () => {
    const { code, stdout, stderr } = greenlight('status', '--endpoint-url', 'http://127.0.0.1:1', '--json');
    expect(stderr).toMatch(/could not reach http:\/\/127\.0\.0\.1:1: .*"npx greenlight local"/);
    expect(stdout).toBe('');
    expect(code).toBe(3);
  });
});

describe('greenlight, whose reader has gone', () => {
  it('ends at once, without a word', async () => {
    const child = spawn(process.execPath, [entry, 'simulate', '--list'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.once('data', () => child.stdout.destroy());
    let said = '';
    child.stderr.on('data', (part) => {
      said += part;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(said).toBe('');
    expect(code).toBe(141);
  });
});

describe('greenlight init', () => {
  it('writes a manifest that plan takes, and never over one that is there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'greenlight-init-'));
    try {
      const file = join(folder, 'greenlight.yaml');
      expect(greenlight('init', file, '--json')).toEqual({
        code: 0,
        stdout: `${JSON.stringify({ type: 'init', file })}\n`,
        stderr: '',
      });
      expect(greenlight('plan', file, '--endpoint', 'iris')).toMatchObject({ code: 0, stderr: '' });
      await writeFile(file, 'mine');
      expect(greenlight('init', file)).toMatchObject({ code: 2, stdout: '' });
      expect(await readFile(file, 'utf8')).toBe('mine');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
