import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { home } from '../home.ts';

/** Whether the framework's own stdout is kept apart, for commands that print only JSON there. */
export interface FrameworkOptions {
  readonly quietStdout: boolean;
  /** Added to the environment. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs the framework that Greenlight brings along (Serverless, as osls), in the folder of `serverless.yml`. Plain
 * `npx serverless` would fetch whatever the registry has under that name. Answers with its exit code.
 */
export async function framework(args: readonly string[], options: FrameworkOptions): Promise<number> {
  const bin = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: home,
    env: { ...process.env, SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off', ...options.env },
    stdio: ['inherit', options.quietStdout ? 2 : 'inherit', 'inherit'],
  });
  // Ctrl+C reaches the framework too, which ends in its own way: wait for that. Other signals are passed on.
  const wait = () => {};
  const pass = () => void child.kill('SIGTERM');
  process.on('SIGINT', wait);
  process.on('SIGTERM', pass);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve(code ?? 1));
    });
  } finally {
    process.off('SIGINT', wait);
    process.off('SIGTERM', pass);
  }
}
