import type { HandlerModule } from './seam.ts';

const covered = /^(functions\/[a-z0-9-]+)\.handler$/;

/**
 * The source of a packaged handler: `functions/on-artifact-uploaded.handler` is `functions/on-artifact-uploaded.ts`.
 * Node runs the TypeScript as it is. The only edge from `local/` to `functions/`.
 *
 * @throws Error named as Lambda names it: `Runtime.ImportModuleError` or `Runtime.HandlerNotFound`
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
    throw initError('Runtime.HandlerNotFound', `${source}.ts exports no make(seam)`);
  }
  return module as unknown as HandlerModule;
}

async function importSource(source: string): Promise<Record<string, unknown>> {
  try {
    return await import(new URL(`../../${source}.ts`, import.meta.url).href);
  } catch (error) {
    throw initError('Runtime.ImportModuleError', `${source}.ts cannot be loaded: ${String(error)}`, error);
  }
}

function initError(name: string, message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { name });
}
