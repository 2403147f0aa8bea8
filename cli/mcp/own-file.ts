import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { UsageError } from '../usage-error.ts';

/**
 * The whole path of a file that an assistant names. Texts that it reads may try to make it show other files of this
 * machine, so only those of one folder are read.
 *
 * @param what the input that names it
 * @throws UsageError if it is not below the folder, by links either
 */
export async function ownFile(folder: string, what: string, path: string): Promise<string> {
  const own = await realpath(folder);
  if (own === dirname(own))
    throw new UsageError(
      `${what}: expected the server to be started with --folder DIR, since files are read below it.`,
    );
  const whole = await realpath(resolve(own, path)).catch((error: Error) => {
    throw new UsageError(`${what}: expected a file or a folder, got ${path}: ${error.message}`);
  });
  const from = relative(own, whole);
  if (from === '..' || from.startsWith(`..${sep}`) || isAbsolute(from))
    throw new UsageError(
      `${what}: expected a path below ${own}, where this server reads files, got ${path}.`,
    );
  return whole;
}

/** The same for a manifest, or the defaults beneath it. */
export async function ownManifest(folder: string, what: string, path: string): Promise<string> {
  const whole = await ownFile(folder, what, path);
  if (/\.(ya?ml|json)$/.test(whole)) return whole;
  throw new UsageError(`${what}: expected a .yaml or .json, got ${path}.`);
}
