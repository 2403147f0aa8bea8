import { once } from 'node:events';
import type { Agent } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { hostElapsed, hostSleep, withinHostTime } from '../clock/host.ts';
import { ImageError, messageOf, PingError } from './errors.ts';
import { send } from './loopback.ts';
import { type ModelProcess, startProcess } from './model-process.ts';
import type { Command } from './registry.ts';

/** AWS: "The container must respond to ping requests within 2 seconds." */
export const pingLimitMs = 2000;

const pingIntervalMs = 50;

/** How long a `node` command may take to say its port over IPC before it is taken for one that doesn't. */
const helloLimitMs = 5000;

export interface LaunchOptions {
  readonly image: string;
  readonly command: Command;
  readonly environment: Readonly<Record<string, string>>;
  readonly startupTimeoutMs: number;
  readonly agent: Agent;
  readonly onLog: (text: string) => void;
  /** Called with each process as soon as there is one, so that none is ever out of reach. */
  readonly onProcess: (server: ModelProcess) => void;
}

/** A healthy model server and where it listens. */
export interface Launched {
  readonly server: ModelProcess;
  readonly port: number;
}

/** `node` commands seen not to say their port; they are told one from then on. */
const withoutHello = new WeakSet<Command>();

/**
 * Starts a model server and waits until its ping answers 200.
 *
 * A `node` command is started with PORT=0 and an IPC channel, over which it says `{port}`: so it can never lose
 * its port to another program, and it ends when this process does. Any other is told a port that was free.
 *
 * @throws ImageError if it can't be run at all, PingError if it is not healthy in time; then it is gone
 */
export async function launch(options: LaunchOptions): Promise<Launched> {
  const { command, startupTimeoutMs } = options;
  const deadline = hostElapsed() + startupTimeoutMs;
  if (command.argv[0] === 'node' && !withoutHello.has(command)) {
    const server = spawned(options, 0);
    const hello = Promise.race([server.saidPort, server.exit]);
    const limit = Math.min(helloLimitMs, startupTimeoutMs / 2);
    const port = await withinHostTime(hello, limit, silence).catch(() => {});
    if (typeof port === 'number') return whenHealthy(options, { server, port }, deadline);
    if (server.ended() !== undefined) return giveUp(options, server, 'no port');
    await server.stop();
    withoutHello.add(command);
  }
  const port = await freePort();
  return whenHealthy(options, { server: spawned(options, port), port }, deadline);
}

function spawned(options: LaunchOptions, port: number): ModelProcess {
  const environment = { ...options.environment, PORT: `${port}` };
  try {
    const server = startProcess(options.command, environment, options.onLog);
    options.onProcess(server);
    return server;
  } catch (error) {
    throw new ImageError(`image ${options.image} can't be run: ${messageOf(error)}`, { cause: error });
  }
}

async function whenHealthy(options: LaunchOptions, launched: Launched, deadline: number): Promise<Launched> {
  const { server, port } = launched;
  let last = 'no answer';
  while (hostElapsed() < deadline && server.ended() === undefined) {
    last = await ping(options.agent, port, Math.min(pingLimitMs, deadline - hostElapsed()));
    if (last === '200') return launched;
    await Promise.race([server.exit, hostSleep(pingIntervalMs)]);
  }
  return giveUp(options, server, last);
}

async function giveUp(options: LaunchOptions, server: ModelProcess, last: string): Promise<never> {
  const { image, startupTimeoutMs } = options;
  if (server.ended() !== undefined) await server.exit;
  const what =
    server.ended() === undefined
      ? `did not answer GET /ping with 200 within ${startupTimeoutMs} ms (last: ${last})`
      : 'ended before it answered GET /ping with 200';
  const error = new PingError(`the container of image ${image} ${what}; ${server.story()}`);
  await server.stop();
  throw error;
}

const silence = () => new Error('no answer in time');

/** What `GET /ping` gives within the limit: a status such as `200`, or why there was none. */
export async function ping(agent: Agent, port: number, limitMs: number): Promise<string> {
  const request = { method: 'GET', path: '/ping', headers: {}, body: new Uint8Array() } as const;
  try {
    const { status } = await send(agent, port, request, limitMs, silence);
    return `${status}`;
  } catch (error) {
    return messageOf(error);
  }
}

/** A port that nothing listens on now. Another program could take it before the container does. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
