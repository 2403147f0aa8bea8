import { spawn } from 'node:child_process';
import { resolve as resolvePath } from 'node:path';
import { withinHostTime } from '../clock/host.ts';
import type { Command } from './registry.ts';

/** How much of its output is kept to explain a failure: the last 4 KB. */
const tailLength = 4096;

/** SIGTERM, then SIGKILL, as SageMaker does; it waits 30 s between, which no laptop should. */
const stopGraceMs = 2000;

/** One running model server. */
export interface ModelProcess {
  /** How it ended (`exited with code 1`), or undefined while it runs. */
  ended(): string | undefined;
  /** Resolves once it has ended and its output is read. */
  readonly exit: Promise<void>;
  /** The port that it said over IPC that it listens on; never resolves if it doesn't say. */
  readonly saidPort: Promise<number>;
  /** How it ended, if it did, and its last output: the rest of a message on why it failed. */
  story(): string;
  /** Ends it, by force if it must; resolves once it is gone. Idempotent. */
  stop(): Promise<void>;
  /** Ends it at once, without waiting: for when this process itself is ending. */
  kill(): boolean;
}

/**
 * Starts a model server. A `node` command gets an IPC channel to this process, which closes when this process is
 * gone, however it went.
 *
 * @param environment all that it gets; nothing of this process's own environment is passed on
 * @throws the error of `spawn` where an argument or variable can't be passed to a process at all
 */
export function startProcess(
  command: Command,
  environment: Readonly<Record<string, string>>,
  onLog: (text: string) => void,
): ModelProcess {
  const [program, ...args] = command.argv;
  const child = spawn(programPath(program, command.cwd), args, {
    cwd: command.cwd,
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe', ...(program === 'node' ? (['ipc'] as const) : [])],
    windowsHide: true,
  });

  let ended: string | undefined;
  let tail = '';
  const hasEnded = new Promise<void>((resolve) => {
    child.on('exit', (code, signal) => {
      ended = signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
      resolve();
    });
    child.on('error', (error) => {
      if (child.pid !== undefined) return;
      ended = `could not be started: ${error.message}`;
      resolve();
    });
  });
  for (const output of [child.stdout, child.stderr]) {
    output?.setEncoding('utf8').on('data', (text: string) => {
      tail = (tail + text).slice(-tailLength);
      onLog(text);
    });
  }
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const exit = hasEnded.then(async () => {
    // Output may come in after the exit; a grandchild may hold it open for ever, so it is not waited for long.
    await doneWithin(closed, 200);
    child.stdout?.destroy();
    child.stderr?.destroy();
  });

  return {
    ended: () => ended,
    exit,
    saidPort: new Promise((resolve) => {
      child.on('message', (message: { port?: unknown } | null) => {
        const port = message?.port;
        if (Number.isInteger(port) && (port as number) > 0) resolve(port as number);
      });
    }),
    story: () => {
      const output = tail === '' ? 'it wrote nothing' : `its last output:\n${tail.trimEnd()}`;
      return ended === undefined ? output : `it ${ended}; ${output}`;
    },
    async stop() {
      child.kill('SIGTERM');
      if (!(await doneWithin(hasEnded, stopGraceMs))) child.kill('SIGKILL');
      await exit;
    },
    kill: () => child.kill('SIGKILL'),
  };
}

/** Whether `work` resolves within `ms` milliseconds of the host's time. */
export const doneWithin = (work: Promise<void>, ms: number): Promise<boolean> =>
  withinHostTime(work, ms, () => new Error('too late')).then(
    () => true,
    () => false,
  );

const programPath = (program: string, cwd: string): string => {
  if (program === 'node') return process.execPath;
  return /[\\/]/.test(program) ? resolvePath(cwd, program) : program;
};
