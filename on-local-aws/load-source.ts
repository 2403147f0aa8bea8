import { extname } from 'node:path';
import type { HandlerModule } from '../local/lambda/seam.ts';

const covered = /^(functions\/[a-z0-9-]+)\.handler$/;

/**
 * Handlers have this file's own extension: `.ts` in a clone, where Node runs the sources; `.js` in a build.
 */
const extension = extname(new URL(import.meta.url).pathname);

/**
 * Loads the source of a packaged handler: `functions/on-artifact-uploaded.handler` is
 * `functions/on-artifact-uploaded.ts`. This is the only computed import of `functions/`.
 *
 * @throws Error with Lambda's own name: `Runtime.ImportModuleError` or `Runtime.HandlerNotFound`
 */
export async function loadSource(handler: string): Promise<HandlerModule> {
  const source = covered.exec(handler)?.[1];
  if (source === undefined) {
    throw initError(
      'Runtime.ImportModuleError',
      `Handler: expected functions/<name>.handler, got "${handler}"`,
    );
  }
  const module = await importSource(source);
  if (typeof module.make !== 'function') {
    throw initError('Runtime.HandlerNotFound', `${source}${extension} exports no make(seam)`);
  }
  return module as unknown as HandlerModule;
}

/** By source. Modules stay what they are; only looking for one anew at each import() takes time. */
const imported = new Map<string, Record<string, unknown>>();

async function importSource(source: string): Promise<Record<string, unknown>> {
  const known = imported.get(source) ?? (await importAnew(source));
  imported.set(source, known);
  return known;
}

async function importAnew(source: string): Promise<Record<string, unknown>> {
  try {
    return await import(new URL(`../${source}${extension}`, import.meta.url).href);
  } catch (error) {
    const message = `${source}${extension} cannot be loaded: ${String(error)}`;
    throw initError('Runtime.ImportModuleError', message, error);
  }
}

function initError(name: string, message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { name });
}
