import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { join } from 'node:path';
import type { Clock } from '../clock/clock.ts';
import type { Container, ContainerRuntime, ContainerSpec } from '../ports.ts';
import { extractArtifact } from './artifact.ts';
import { checkArchive } from './checked-archive.ts';
import { ImageError, messageOf } from './errors.ts';
import { echo, inProcessContainer } from './in-process.ts';
import { type Launched, launch, ping, pingLimitMs } from './launch.ts';
import { send } from './loopback.ts';
import { placeFiles } from './model-files.ts';
import { doneWithin, type ModelProcess } from './model-process.ts';
import type { Command, Registry } from './registry.ts';

/** AWS: "A customer's model containers must respond to requests within 60 seconds." */
const invocationLimitMs = 60_000;

export interface ContainersOptions {
  readonly clock: Clock;
  /** What `local:` images run. It comes from whoever starts the local AWS, never from a request. */
  readonly registry: Registry;
  /** Where artifacts are extracted, each instance's in a fresh folder. Made if it isn't there. */
  readonly workDir: string;
  /** The PATH that commands get; without one only `node` and commands with a path can be found. */
  readonly path?: string;
  /** How far an artifact may expand, in bytes. */
  readonly maxExpandedBytes?: number;
  /** Told what containers write to stdout and stderr. */
  readonly onLog?: (text: string, image: string) => void;
}

export interface Containers extends ContainerRuntime {
  /** Stops every container and removes what was extracted; none starts any more. */
  close(): Promise<void>;
}

/**
 * Model containers without a container engine. An image `local:<name>` runs what the registry has for it: a
 * process per instance, or a function within this process. Any other image gets a stand-in that passes its
 * ping and echoes what it is sent.
 */
export function createContainers(options: ContainersOptions): Containers {
  const { clock, registry, workDir, path, onLog, maxExpandedBytes = 2 * 1024 ** 3 } = options;
  const agent = new Agent({ keepAlive: true });
  const children = new Set<ModelProcess>();
  const directories = new Set<string>();
  let closed = false;

  // Those that speak IPC see that this process is gone even if it is killed; this is for the others.
  const killAll = () => {
    for (const child of children) child.kill();
  };
  const track = (child: ModelProcess) => {
    if (children.size === 0) process.on('exit', killAll);
    children.add(child);
    void child.exit.then(() => {
      children.delete(child);
      if (children.size === 0) process.off('exit', killAll);
    });
    if (closed) child.kill();
  };

  const removeDirectory = async (directory: string) => {
    await rm(directory, { recursive: true, force: true });
    directories.delete(directory);
  };

  /** Brings the model into `directory`, or with none only checks that it could be brought there. */
  const unpack = async ({ artifact, files = [] }: ContainerSpec, directory: string | undefined) => {
    if (artifact !== undefined && directory === undefined) await checkArchive(artifact, maxExpandedBytes);
    else if (artifact !== undefined) await extractArtifact(artifact, directory, maxExpandedBytes);
    await placeFiles(files, directory, maxExpandedBytes);
  };

  async function startProcessContainer(spec: ContainerSpec, command: Command): Promise<Container> {
    await mkdir(workDir, { recursive: true });
    const directory = await mkdtemp(join(workDir, 'instance-'));
    directories.add(directory);
    const remove = () => removeDirectory(directory);
    try {
      await unpack(spec, directory);
      const launched = await launch({
        image: spec.image,
        command,
        environment: { ...(path !== undefined && { PATH: path }), ...spec.environment, MODEL_DIR: directory },
        startupTimeoutMs: spec.startupTimeoutMs,
        agent,
        onLog: (text) => onLog?.(text, spec.image),
        onProcess: track,
      });
      return processContainer(spec.image, launched, remove);
    } catch (error) {
      await remove();
      throw error;
    }
  }

  const processContainer = (
    image: string,
    { server, port }: Launched,
    remove: () => Promise<void>,
  ): Container => ({
    // Once it has ended, its port may be another's.
    ping: () =>
      clock.io(async () => server.ended() === undefined && (await ping(agent, port, pingLimitMs)) === '200'),
    invoke: ({ body, headers }) =>
      clock.io(async () => {
        try {
          if (server.ended() !== undefined) throw new Error('it is gone');
          const request = { method: 'POST', path: '/invocations', headers, body } as const;
          return await send(agent, port, request, invocationLimitMs, timedOut);
        } catch (error) {
          // The connection breaks a moment before the exit is known, which tells more.
          await doneWithin(server.exit, 200);
          const message = `the container of image ${image} can't be reached: ${messageOf(error)}; ${server.story()}`;
          throw new Error(message, { cause: error });
        }
      }),
    stop: () =>
      clock.io(async () => {
        await server.stop();
        await remove();
      }),
  });

  return {
    async start(spec) {
      if (closed) throw new Error('the container runtime is closed');
      const program = Object.hasOwn(registry, spec.image) ? registry[spec.image] : undefined;
      if (program === undefined && spec.image.startsWith('local:')) {
        const known = Object.keys(registry).join(', ') || 'none';
        throw new ImageError(`no image ${spec.image} in the container registry; it has: ${known}`);
      }
      if (typeof program === 'object') {
        refuseReserved(spec);
        return clock.io(() => startProcessContainer(spec, program));
      }
      if (spec.artifact !== undefined || spec.files !== undefined) {
        await clock.io(() => unpack(spec, undefined));
      }
      return inProcessContainer(program ?? echo, spec);
    },

    async close() {
      closed = true;
      await clock.io(async () => {
        await Promise.all([...children].map((child) => child.stop()));
        await Promise.all([...directories].map(removeDirectory));
        agent.destroy();
      });
    },
  };
}

/** Variables that are ours, or with which a model's environment could make its command run something else. */
const reserved = /^(PORT|MODEL_DIR|PATH|NODE_.*|LD_.*|DYLD_.*)$/i;

function refuseReserved({ image, environment }: ContainerSpec): void {
  const names = Object.keys(environment).filter((name) => reserved.test(name));
  if (names.length === 0) return;
  throw new ImageError(
    `image ${image} can't be run with ${names.join(', ')} in the model's Environment: the local runtime sets PORT and MODEL_DIR itself, and PATH, NODE_*, LD_* and DYLD_* could change which program runs`,
  );
}

const timedOut = () => new Error(`it did not answer POST /invocations within ${invocationLimitMs} ms`);
