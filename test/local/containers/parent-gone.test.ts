import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { hostElapsed, hostSleep } from '../../../local/clock/host.ts';
import { folder } from './support.ts';

const fixture = fileURLToPath(new URL('parent.fixture.ts', import.meta.url));

const server = `
  import { createServer } from 'node:http';
  const server = createServer((request, response) => response.end(String(server.address().port)));
  process.on('disconnect', () => process.exit());
  server.listen(process.env.PORT, '127.0.0.1', () => process.send?.({ port: server.address().port }));`;

/** Runs the fixture until its container serves, and gives the container's port. */
async function parent(kind: 'ipc' | 'foreign', end: 'wait' | 'exit') {
  const cwd = folder({ 'serve.mjs': server });
  const child = spawn(process.execPath, [fixture, kind, end, cwd], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, port: Number(line.replace('port ', '')) };
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

async function closesWithin(port: number, ms: number): Promise<boolean> {
  const deadline = hostElapsed() + ms;
  while (hostElapsed() < deadline) {
    if (!(await isOpen(port))) return true;
    await hostSleep(20);
  }
  return false;
}

test('a container is gone when the local AWS is killed', async () => {
  const { child, port } = await parent('ipc', 'wait');
  expect(await isOpen(port)).toBe(true);
  child.kill('SIGKILL');
  expect(await closesWithin(port, 5000)).toBe(true);
});

test('a container that knows nothing of IPC is gone when the local AWS exits', async () => {
  const { child, port } = await parent('foreign', 'exit');
  if (child.exitCode === null) await once(child, 'exit');
  expect(await closesWithin(port, 5000)).toBe(true);
});
