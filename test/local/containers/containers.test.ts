import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { createContainers } from '../../../local/containers/containers.ts';
import type { Command, InlineContainer, Registry } from '../../../local/containers/registry.ts';
import type { ContainerSpec } from '../../../local/ports.ts';
import { archive, bytes, folder, utf8 } from './support.ts';

/** A runtime on a virtual clock whose `local:test` runs the given program: JavaScript text, run by Node. */
function runtime(program: string | Command | InlineContainer = '', options: { path?: string } = {}) {
  const cwd = folder(typeof program === 'string' ? { 'serve.mjs': program } : {});
  const registry: Registry = {
    'local:test': typeof program === 'string' ? { argv: ['node', 'serve.mjs'], cwd } : program,
  };
  const clock = new VirtualClock();
  const workDir = join(cwd, 'work');
  let log = '';
  const onLog = (text: string) => {
    log += text;
  };
  const containers = createContainers({ clock, registry, workDir, onLog, ...options });
  const start = (spec: Partial<ContainerSpec> = {}) =>
    clock.drive(
      containers.start({
        image: 'local:test',
        environment: {},
        artifact: undefined,
        startupTimeoutMs: 10_000,
        ...spec,
      }),
    );
  return { clock, containers, start, workDir, log: () => log };
}

/** A server that says its port over IPC and answers with what it sees. */
const speaksIpc = `
  import { createServer } from 'node:http';
  import { readdirSync } from 'node:fs';
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    if (body === 'die') process.exit(3);
    response.writeHead(request.url === '/ping' ? 200 : 201, { 'X-Seen': 'yes' });
    response.end(JSON.stringify({ body, type: request.headers['content-type'],
      env: { ...process.env, MODEL_DIR: undefined }, files: readdirSync(process.env.MODEL_DIR) }));
  });
  process.on('disconnect', () => process.exit());
  server.listen(process.env.PORT, '127.0.0.1', () => process.send({ port: server.address().port }));`;

const ping = { headers: {}, body: bytes('') };

test('a registered image runs its command, with its model’s files and environment and no other', async () => {
  const { clock, start, workDir } = runtime(speaksIpc, { path: '/usr/bin' });
  const container = await start({
    artifact: await archive({ name: 'model.json', content: '{}' }),
    environment: { THRESHOLD: '0.5' },
  });

  expect(await clock.drive(container.ping())).toBe(true);
  const reply = await clock.drive(
    container.invoke({ headers: { 'Content-Type': 'text/csv' }, body: bytes('1,2') }),
  );
  expect(reply.status).toBe(201);
  expect(reply.headers).toMatchObject({ 'x-seen': 'yes' });
  expect(reply.headers).not.toHaveProperty('transfer-encoding');
  const seen = JSON.parse(utf8(reply.body));
  expect(seen).toMatchObject({ body: '1,2', type: 'text/csv', files: ['model.json'] });
  const own = Object.keys(seen.env).filter((name) => !/^(NODE_CHANNEL_.*|__CF_.*)$/.test(name));
  expect(own.sort()).toEqual(['PATH', 'PORT', 'THRESHOLD']);

  await clock.drive(container.stop());
  await clock.drive(container.stop());
  expect(await clock.drive(container.ping())).toBe(false);
  expect(readdirSync(workDir)).toEqual([]);
  expect(clock.leaks).toEqual([]);
});

test('each instance has a process and a folder of its own', async () => {
  const { clock, containers, start, workDir } = runtime(speaksIpc);
  const [first, second] = [await start(), await start()];
  expect(readdirSync(workDir)).toHaveLength(2);
  await clock.drive(first.stop());
  expect(await clock.drive(second.ping())).toBe(true);
  await clock.drive(containers.close());
  expect(await clock.drive(second.ping())).toBe(false);
  expect(readdirSync(workDir)).toEqual([]);
  await expect(start()).rejects.toThrow('the container runtime is closed');
});

test('a program that is not told of IPC gets a free port and is pinged until it answers', async () => {
  const foreign = `
    const { createServer } = require('node:http');
    let pings = 0;
    createServer((request, response) => { response.statusCode = ++pings < 3 ? 503 : 200; response.end('foreign'); })
      .listen(process.env.PORT, '127.0.0.1');`;
  const { clock, containers, start } = runtime({ argv: [process.execPath, '-e', foreign], cwd: folder() });
  const container = await start();
  expect(utf8((await clock.drive(container.invoke(ping))).body)).toBe('foreign');
  await clock.drive(containers.close());
});

test('a node program that never says its port is started again with one', async () => {
  const silent = `
    import { createServer } from 'node:http';
    createServer((request, response) => response.end(process.env.PORT)).listen(process.env.PORT, '127.0.0.1');`;
  const { clock, containers, start } = runtime(silent);
  // Half of the start-up time goes to waiting for its port.
  const container = await start({ startupTimeoutMs: 5000 });
  const reply = await clock.drive(container.invoke(ping));
  expect(Number(utf8(reply.body))).toBeGreaterThan(0);
  await clock.drive(containers.close());
});

test('a container that exits at the start is a PingError with the end of its log', async () => {
  const { start, log, workDir } = runtime(
    `console.log('x'.repeat(5000)); console.error('no such layer: conv2d'); process.exitCode = 7;`,
  );
  const error = await start().catch((error: Error) => error);
  expect(error).toMatchObject({ name: 'PingError' });
  const { message } = error as Error;
  expect(message).toContain('the container of image local:test ended before it answered GET /ping with 200');
  expect(message).toContain('it exited with code 7; its last output:\nxxx');
  expect(message).toMatch(/no such layer: conv2d$/);
  expect(message.length).toBeLessThan(4400);
  expect(log().length).toBeGreaterThan(5000);
  expect(readdirSync(workDir)).toEqual([]);
});

test('one that is never healthy is a PingError in time, and gone', async () => {
  const { start, workDir } = runtime(`
    import { createServer } from 'node:http';
    const server = createServer((request, response) => { response.statusCode = 503; response.end(); });
    server.listen(process.env.PORT, '127.0.0.1', () => process.send({ port: server.address().port }));`);
  await expect(start({ startupTimeoutMs: 1000 })).rejects.toMatchObject({
    name: 'PingError',
    // On a busy machine the process may not even listen by then.
    message: expect.stringMatching(
      /^the container of image local:test did not answer GET \/ping with 200 within 1000 ms/,
    ),
  });
  expect(readdirSync(workDir)).toEqual([]);
});

test('a program that isn’t there, and an environment that no process can have, are told', async () => {
  const missing = runtime({ argv: ['./no-such-program'], cwd: folder() });
  await expect(missing.start()).rejects.toMatchObject({
    name: 'PingError',
    message: expect.stringMatching(/could not be started: spawn .*no-such-program ENOENT/),
  });
  await expect(runtime(speaksIpc).start({ environment: { A: 'nul\0' } })).rejects.toMatchObject({
    name: 'ImageError',
  });
});

test('a model’s environment may not take over the port, the model directory or the program', async () => {
  const { start } = runtime(speaksIpc);
  const environment = {
    PORT: '1',
    MODEL_DIR: '/',
    NODE_OPTIONS: '--import=data:text/javascript,',
    FINE: '1',
  };
  await expect(start({ environment })).rejects.toMatchObject({
    name: 'ImageError',
    message: expect.stringContaining('PORT, MODEL_DIR, NODE_OPTIONS in the model'),
  });
});

test('a container that crashes later fails its ping and can’t be reached', async () => {
  const { clock, containers, start } = runtime(speaksIpc);
  const container = await start();
  await expect(clock.drive(container.invoke({ headers: {}, body: bytes('die') }))).rejects.toThrow(
    /^the container of image local:test can't be reached: .*; it exited with code 3; it wrote nothing$/,
  );
  expect(await clock.drive(container.ping())).toBe(false);
  await expect(clock.drive(container.invoke(ping))).rejects.toThrow('it exited with code 3');
  await clock.drive(containers.close());
});

test('an unknown local image is refused, naming those there are', async () => {
  const { start } = runtime();
  await expect(start({ image: 'local:typo' })).rejects.toMatchObject({
    name: 'ImageError',
    message: 'no image local:typo in the container registry; it has: local:test',
  });
});

test('any other image gets a stand-in that echoes body and content type', async () => {
  const { clock, start, workDir } = runtime();
  const container = await start({ image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/fraud:1' });
  expect(await clock.drive(container.ping())).toBe(true);
  const reply = await clock.drive(
    container.invoke({ headers: { 'Content-Type': 'text/csv' }, body: bytes('1,2') }),
  );
  expect({ ...reply, body: utf8(reply.body) }).toEqual({
    status: 200,
    headers: { 'content-type': 'text/csv' },
    body: '1,2',
  });
  await clock.drive(container.stop());
  expect(await clock.drive(container.ping())).toBe(false);
  await expect(clock.drive(container.invoke(ping))).rejects.toThrow('it was stopped');
  expect(existsSync(workDir)).toBe(false);
});

test('a corrupt artifact is a ModelDataError for every image', async () => {
  const { start, workDir } = runtime(speaksIpc);
  for (const image of ['local:test', 'some/other:image']) {
    await expect(start({ image, artifact: bytes('no tarball') })).rejects.toMatchObject({
      name: 'ModelDataError',
    });
  }
  expect(readdirSync(workDir)).toEqual([]);
});

test('an uncompressed model comes into the model directory as it is, for every kind of container', async () => {
  const files = [
    { path: 'config.json', content: bytes('{}') },
    { path: 'weights/part-1.bin', content: bytes('one') },
  ];
  const { clock, start } = runtime(speaksIpc);
  const container = await start({ files });
  const reply = await clock.drive(container.invoke(ping));
  expect(JSON.parse(utf8(reply.body)).files).toEqual(['config.json', 'weights']);
  await clock.drive(container.stop());

  const inProcess = runtime((_, spec) => ({ status: 200, body: spec.files?.[1]?.content ?? '' }));
  const story = await inProcess.start({ files });
  expect(utf8((await inProcess.clock.drive(story.invoke(ping))).body)).toBe('one');
});

test('a file that would lead outside is a ModelDataError for every image', async () => {
  const { start, workDir } = runtime(speaksIpc);
  const files = [{ path: '../escaped', content: bytes('x') }];
  for (const image of ['local:test', 'some/other:image']) {
    await expect(start({ image, files })).rejects.toMatchObject({ name: 'ModelDataError' });
  }
  expect(readdirSync(workDir)).toEqual([]);
});

test('a story can give a container as a function, which may take simulated time', async () => {
  const { clock, start } = runtime(async ({ body }, { environment }) => {
    await clock.sleep(30_000);
    return { status: 500, body: `${environment.NAME} got ${utf8(body)}` };
  });
  const before = clock.now();
  const container = await start({ environment: { NAME: 'slow' } });
  const reply = await clock.drive(container.invoke({ headers: {}, body: bytes('7') }));
  expect([reply.status, utf8(reply.body)]).toEqual([500, 'slow got 7']);
  expect(clock.now() - before).toBe(30_000);
});
